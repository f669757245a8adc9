package io.github.rocketmqhttp.reliability.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.broker.store.TopicView;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Performs one run, with a broker and a database of its own.
 */
final class CrashExperiment {

	static final String ORDER = "order";

	private static final Path OUTPUTS = Path.of("target", "crash");

	private final CrashRun run;

	private final TestDatabase database;

	private final RocketMqHttpBroker broker;

	private final BackChecks checks;

	private CrashExperiment(CrashRun run, TestDatabase database, RocketMqHttpBroker broker) {
		this.run = run;
		this.database = database;
		this.broker = broker;
		this.checks = new BackChecks(broker);
	}

	/**
	 * Performs the run.
	 * @throws org.opentest4j.TestAbortedException if this machine lacks the database
	 * @throws IllegalStateException if the process did not die where it should
	 */
	static CrashResult perform(CrashRun run) throws IOException, InterruptedException {
		try (TestDatabase database = run.database().fresh();
				RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
					.topic(OrderApplication.TOPIC, TopicType.TRANSACTION)
					.start()) {
			new JdbcTemplate(database.dataSource()).execute(OrderService.CREATE_TABLE);
			database.disconnect();
			CrashExperiment experiment = new CrashExperiment(run, database, broker);
			return run.otherInstance() ? experiment.withOtherInstance() : experiment.withRestart();
		}
	}

	private CrashResult withOtherInstance() throws IOException, InterruptedException {
		try (LiveInstance other = LiveInstance.start(this.broker, this.database); ChildProcess child = startChild()) {
			if (this.run.death() == Death.HALT) {
				child.awaitExit(Trap.HALTED);
				return conclude(other, Set.of());
			}
			child.awaitOutput(Trap.STOPPED);
			Set<TransactionResolution> answers = this.checks.round(other.answers());
			child.kill();
			return conclude(other, answers);
		}
	}

	private CrashResult withRestart() throws IOException, InterruptedException {
		try (ChildProcess child = startChild()) {
			if (this.run.death() == Death.HALT) {
				child.awaitExit(Trap.HALTED);
			}
			else {
				child.awaitOutput(Trap.STOPPED);
				this.checks.round();
				child.kill();
			}
		}
		try (LiveInstance restarted = LiveInstance.start(this.broker, this.database)) {
			return conclude(restarted, Set.of());
		}
	}

	private ChildProcess startChild() throws IOException {
		List<String> arguments = new ArrayList<>(CrashedInstance.arguments(this.run, ORDER));
		arguments.addAll(OrderApplication.arguments(this.broker, this.database));
		String name = this.run.toString().replaceAll("[^A-Za-z0-9]+", "-");
		return ChildProcess.start(CrashedInstance.class, arguments, OUTPUTS.resolve(name + ".log"));
	}

	private CrashResult conclude(LiveInstance instance, Set<TransactionResolution> answers) {
		TopicView topic = this.broker.topic(OrderApplication.TOPIC);
		int published = topic.half().size() + topic.committed().size() + topic.rolledBack().size();
		int rounds = this.checks.untilDecided(instance.answers());
		return new CrashResult(this.run, published, answers, rounds, this.checks.undecided().size(),
				instance.hasOrder(ORDER), instance.consume());
	}

}
