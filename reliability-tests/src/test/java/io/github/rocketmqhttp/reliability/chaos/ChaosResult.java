package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicView;
import io.github.rocketmqhttp.reliability.faults.FaultCounts;
import io.github.rocketmqhttp.reliability.faults.HttpFault;
import io.github.rocketmqhttp.reliability.faults.HttpOperation;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;

/**
 * A finished run.
 *
 * @param settings of the run
 * @param ledger who was told what, and what is true
 * @param undecided half messages that are left
 * @param kills of instances
 * @param rounds of back-checks at the end
 * @param moves of the broker's time
 * @param checkedWhileHeld transactions that were asked about while they stood still
 * @param network faults between applications and broker
 * @param databases faults of each instance's connections
 * @param topic as it is at the end
 * @param duration of the whole run
 */
record ChaosResult(ChaosSettings settings, Ledger ledger, int undecided, int kills, int rounds, int moves,
		int checkedWhileHeld, FaultCounts<HttpOperation, HttpFault> network, List<Map<JdbcFault, Long>> databases,
		TopicView topic, Duration duration) {

	/**
	 * A section of the report.
	 */
	String toMarkdown() {
		StringJoiner lines = new StringJoiner("\n", "", "\n\n");
		lines.add("## " + this.settings).add("");
		lines.add("| what | how many |").add("| --- | --- |");
		row(lines, "transactions", this.ledger.ends().size());
		row(lines, "orders committed", this.ledger.orders().size());
		row(lines, "callers told: committed", this.ledger.count(Outcome.COMMITTED));
		row(lines, "callers told: not committed", this.ledger.count(Outcome.NOT_COMMITTED));
		row(lines, "callers told: nothing certain", this.ledger.count(Outcome.UNKNOWN));
		this.ledger.countEnds().forEach((end, count) -> row(lines, "ended with " + end, count));
		row(lines, "messages due", this.ledger.due().size());
		row(lines, "messages delivered", this.ledger.deliveries().size());
		row(lines, "lost", this.ledger.lost().size());
		row(lines, "undue", this.ledger.undue().size());
		row(lines, "duplicates", this.ledger.duplicates().size());
		row(lines, "left in doubt", this.undecided);
		row(lines, "committed by a back-check, of the last 10,000", checked(this.topic.committed()));
		row(lines, "rolled back by a back-check, of the last 10,000", checked(this.topic.rolledBack()));
		row(lines, "asked about while they stood still", this.checkedWhileHeld);
		row(lines, "instances killed and restarted", this.kills);
		row(lines, "moves of the broker's time", this.moves);
		row(lines, "back-check rounds at the end", this.rounds);
		lines.add("| time | " + this.duration.toSeconds() + " s |").add("");
		network(lines);
		database(lines);
		return lines.toString();
	}

	private static long checked(List<MessageView> messages) {
		return messages.stream().filter((message) -> message.times() > 0).count();
	}

	private static void row(StringJoiner lines, String what, long count) {
		lines.add("| " + what + " | " + count + " |");
	}

	private void network(StringJoiner lines) {
		HttpOperation[] operations = { HttpOperation.HALF_PUBLISH, HttpOperation.COMMIT, HttpOperation.ROLLBACK,
				HttpOperation.BACK_CHECK };
		lines.add("| network | half publish | commit | rollback | back-check poll |");
		lines.add("| --- | --- | --- | --- | --- |");
		for (HttpFault fault : HttpFault.values()) {
			StringJoiner row = new StringJoiner(" | ", "| ", " |").add(fault.name());
			Arrays.stream(operations).forEach((operation) -> row.add(Long.toString(this.network.of(operation, fault))));
			lines.add(row.toString());
		}
		lines.add("");
	}

	private void database(StringJoiner lines) {
		lines.add("| database | instance 1 | instance 2 |").add("| --- | --- | --- |");
		for (JdbcFault fault : JdbcFault.values()) {
			if (fault != JdbcFault.NONE) {
				StringJoiner row = new StringJoiner(" | ", "| ", " |").add(fault.name());
				this.databases.forEach((counts) -> row.add(Long.toString(counts.getOrDefault(fault, 0L))));
				lines.add(row.toString());
			}
		}
	}

}
