package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;

/**
 * The processes of a run: the stub and one for each contestant.
 */
final class Stage implements AutoCloseable {

	// Enough for the second compiler; under a foreign load, time alone would not be.
	private static final long WARM_UP_OPERATIONS = 60_000;

	private static final int MAX_WARM_UPS = 12;

	// Wakes up connections and caches after the others' turns.
	private static final Duration LEAD_IN = Duration.ofMillis(200);

	private final ChildProcess stub;

	private final Map<Contestant, ChildProcess> workers = Collections.synchronizedMap(new EnumMap<>(Contestant.class));

	private final Timer watchdog = new Timer("watchdog", true);

	private Stage(ChildProcess stub) {
		this.stub = stub;
	}

	/**
	 * Starts all processes.
	 * @param bound how long they may live; a client that hangs then ends the benchmark
	 */
	static Stage open(Duration bound) throws IOException {
		Stage stage = new Stage(ChildProcess.start("the stub server", StubServer.class));
		stage.watchdog.schedule(new TimerTask() {
			@Override
			public void run() {
				stage.stub.kill();
				stage.workers.values().forEach(ChildProcess::kill);
			}
		}, bound.toMillis());
		try {
			String endpoint = stage.stub.receive();
			for (Contestant contestant : Contestant.values()) {
				stage.workers.put(contestant,
						ChildProcess.start(contestant.label(), Worker.class, contestant.name(), endpoint));
			}
			return stage;
		}
		catch (IOException ex) {
			stage.close();
			throw ex;
		}
	}

	/**
	 * Lets a contestant publish until its code is compiled, or for 12 s.
	 */
	void warmUp(Contestant contestant) throws IOException {
		long operations = 0;
		for (int i = 0; i < MAX_WARM_UPS && operations < WARM_UP_OPERATIONS; i++) {
			operations += run(worker(contestant), 8, Duration.ofSeconds(1)).operations();
		}
	}

	/**
	 * Measures one contestant while the others idle.
	 */
	Sample measure(Contestant contestant, int threads, Duration duration) throws IOException {
		ChildProcess worker = worker(contestant);
		run(worker, threads, LEAD_IN);
		Duration stubCpuBefore = this.stub.cpu();
		Sample sample = run(worker, threads, duration);
		return sample.withStubCpu(this.stub.cpu().minus(stubCpuBefore));
	}

	private ChildProcess worker(Contestant contestant) {
		return Objects.requireNonNull(this.workers.get(contestant));
	}

	/**
	 * Processor time that all processes of the stage have used so far.
	 */
	Duration cpu() {
		return this.workers.values().stream().map(ChildProcess::cpu).reduce(this.stub.cpu(), Duration::plus);
	}

	private static Sample run(ChildProcess worker, int threads, Duration duration) throws IOException {
		worker.send(threads + " " + duration);
		return Sample.parse(worker.receive());
	}

	@Override
	public void close() throws IOException {
		this.watchdog.cancel();
		for (ChildProcess worker : this.workers.values()) {
			worker.close();
		}
		this.stub.close();
	}

}
