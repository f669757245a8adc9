package io.github.rocketmqhttp.reliability.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;
import io.github.rocketmqhttp.reliability.process.ChildJvm;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the application, through all of its lives. Used by one thread; only
 * what its processes say arrives on others, and goes to the sink.
 */
final class Instance implements AutoCloseable, Command.Receiver {

	private static final Path LOGS = Path.of("target", "chaos");

	private static final Duration TIME_TO_END = Duration.ofSeconds(40);

	private final int number;

	private final ChaosSettings settings;

	private final TestDatabase database;

	private final String endpoint;

	private final Sink sink;

	private final Set<Integer> underWay = new TreeSet<>();

	private final Map<JdbcFault, Long> pastFaults = new EnumMap<>(JdbcFault.class);

	private Map<JdbcFault, Long> faults = Map.of();

	private @Nullable ChildJvm child;

	private boolean ready;

	private boolean killed;

	private int lives;

	Instance(int number, ChaosSettings settings, TestDatabase database, String endpoint, Sink sink) {
		this.number = number;
		this.settings = settings;
		this.database = database;
		this.endpoint = endpoint;
		this.sink = sink;
	}

	/**
	 * Begins a life.
	 */
	void start() throws IOException {
		this.lives++;
		this.ready = false;
		this.killed = false;
		this.faults.forEach((fault, count) -> this.pastFaults.merge(fault, count, Long::sum));
		this.faults = Map.of();
		Path log = LOGS.resolve(this.settings.database() + "-" + this.number + ".log");
		if (this.lives == 1) {
			Files.deleteIfExists(log);
		}
		List<String> arguments = new ArrayList<>(ChaosApplication.arguments(this.endpoint, this.database,
				this.settings.databaseFaults(this.number, this.lives), this.settings.seed()));
		this.child = ChildJvm.start(ChaosInstance.class, arguments, log, new ChildJvm.Listener() {

			@Override
			public void line(String line) {
				Instance.this.sink.said(Instance.this, Report.parse(line));
			}

			@Override
			public void ended() {
				Instance.this.sink.ended(Instance.this);
			}

		});
	}

	/**
	 * Takes note of what the process said.
	 */
	void note(Report report) {
		this.faults = DatabaseFaults.parse(report.faults());
		if (report.kind() == Report.Kind.READY) {
			this.ready = !this.killed;
		}
		else if (report.kind() == Report.Kind.ENDED) {
			this.underWay.remove(report.number());
		}
	}

	boolean isReady() {
		return this.ready;
	}

	boolean isKilled() {
		return this.killed;
	}

	boolean takesMore() {
		return this.ready && this.underWay.size() < ChaosInstance.WINDOW;
	}

	void run(int transaction) {
		this.underWay.add(transaction);
		send(Command.Kind.RUN, transaction);
	}

	@Override
	public void send(Command.Kind kind, int transaction) {
		process().send(new Command(kind, transaction).toString());
	}

	/**
	 * Kills the process. It is over when the sink learns of the end.
	 */
	void kill() {
		this.ready = false;
		this.killed = true;
		process().kill();
	}

	/**
	 * Forgets what was under way when the process died.
	 * @return the transactions whose callers have learned nothing
	 */
	Set<Integer> takeUnfinished() {
		Set<Integer> unfinished = new TreeSet<>(this.underWay);
		this.underWay.clear();
		return unfinished;
	}

	/**
	 * Asks the process to end and waits for it.
	 * @throws IllegalStateException if it does not end well
	 */
	void stop() throws InterruptedException {
		process().endInput();
		int code = process().awaitEnd(TIME_TO_END);
		if (code != 0) {
			throw new IllegalStateException(
					"Instance " + this.number + " ended with " + code + "; see its log in " + LOGS);
		}
	}

	/**
	 * What happened to the database's connections, in all lives.
	 */
	Map<JdbcFault, Long> faults() {
		Map<JdbcFault, Long> all = new EnumMap<>(JdbcFault.class);
		all.putAll(this.pastFaults);
		this.faults.forEach((fault, count) -> all.merge(fault, count, Long::sum));
		return all;
	}

	private ChildJvm process() {
		ChildJvm current = this.child;
		if (current == null) {
			throw new IllegalStateException("Instance " + this.number + " has not been started");
		}
		return current;
	}

	@Override
	public void close() {
		if (this.child != null) {
			this.child.close();
		}
	}

	@Override
	public String toString() {
		return "instance " + this.number + " in life " + this.lives;
	}

	/**
	 * Hears what all processes say.
	 */
	interface Sink {

		void said(Instance instance, Report report);

		void ended(Instance instance);

	}

}
