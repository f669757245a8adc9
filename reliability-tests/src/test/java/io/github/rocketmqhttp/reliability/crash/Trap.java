package io.github.rocketmqhttp.reliability.crash;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Ends this process at one point of the transaction of one thread.
 */
final class Trap {

	/** The exit code of a process that halted where it was told to. */
	static final int HALTED = 42;

	/** What a process says that stands still and waits for its end. */
	static final String STOPPED = "stopped at the point";

	/** The exit code of a process that nobody killed. */
	private static final int ABANDONED = 43;

	private final CrashPoint point;

	private final Death death;

	private volatile @Nullable Thread thread;

	Trap(CrashPoint point, Death death) {
		this.point = point;
		this.death = death;
	}

	/**
	 * From now on this thread, and no other, may be caught.
	 */
	void arm() {
		this.thread = Thread.currentThread();
	}

	boolean isForThisThread() {
		return this.thread == Thread.currentThread();
	}

	void reached(CrashPoint reached) {
		if (reached != this.point || !isForThisThread()) {
			return;
		}
		if (this.death == Death.SIGKILL) {
			waitForTheKill();
		}
		Runtime.getRuntime().halt((this.death == Death.HALT) ? HALTED : ABANDONED);
	}

	/**
	 * Ends early only if the parent is gone, which closes our standard input.
	 */
	private static void waitForTheKill() {
		System.out.println(STOPPED);
		try {
			while (System.in.read() != -1) {
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			System.out.println("Nobody is left to kill this process: " + ex);
		}
	}

}
