package io.github.rocketmqhttp.reliability.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.rocketmqhttp.transaction.TransactionResolution;

/**
 * What one run has shown.
 *
 * @param run the run
 * @param published half messages at the broker when the process had died
 * @param answers what a living instance answered while the process stood still
 * @param rounds rounds of back-checks until nothing was in doubt
 * @param undecided messages that stayed in doubt
 * @param committed whether the order is in the database
 * @param delivered the payloads that a consumer got
 */
record CrashResult(CrashRun run, int published, Set<TransactionResolution> answers, int rounds, int undecided,
		boolean committed, List<String> delivered) {

	/**
	 * How often a message came again.
	 */
	int duplicates() {
		return this.delivered.size() - Set.copyOf(this.delivered).size();
	}

	/**
	 * What is wrong.
	 * @return nothing, as a rule
	 */
	List<String> failures() {
		List<String> failures = new ArrayList<>();
		CrashPoint point = this.run.point();
		expect(failures, "committed", point.isCommitted(), this.committed);
		expect(failures, "half messages published", point.published(this.run.phase(), this.run.messages()),
				this.published);
		expect(failures, "answers while it stood still", this.run.answers(), this.answers);
		expect(failures, "messages in doubt", 0, this.undecided);
		Set<String> payloads = this.committed ? OrderService.payloads(CrashExperiment.ORDER, this.run.messages())
				: Set.of();
		expect(failures, "delivered", new TreeSet<>(payloads), new TreeSet<>(this.delivered));
		return failures;
	}

	private static void expect(List<String> failures, String what, Object expected, Object actual) {
		if (!expected.equals(actual)) {
			failures.add(what + ": " + actual + " instead of " + expected);
		}
	}

}
