package io.github.rocketmqhttp.test.crash;

/**
 * Ends the thread's part in a transaction where its process is to die. An error, so that
 * business code does not handle it by accident: in a process that has died it would not
 * run.
 */
public final class SimulatedCrash extends Error {

	private static final long serialVersionUID = 1L;

	private final CrashPoint point;

	SimulatedCrash(CrashPoint point) {
		super("Here the process dies, because the test says so: " + point);
		this.point = point;
	}

	/**
	 * Where it died.
	 * @return the point
	 */
	public CrashPoint point() {
		return this.point;
	}

}
