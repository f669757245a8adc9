package io.github.rocketmqhttp.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.client.ServerStatus;
import io.github.rocketmqhttp.client.ServerStatus.Access;
import io.github.rocketmqhttp.polling.PollFailure;
import io.github.rocketmqhttp.polling.PollingStatus;
import org.jspecify.annotations.Nullable;

/**
 * Says how bad it is, from what polls and calls have learned.
 *
 * @param thresholds what is too much
 */
record HealthJudge(HealthThresholds thresholds) {

	HealthReport judge(Map<String, ServerStatus> servers, Map<String, PublishState> publishing, List<PollLoop> loops,
			int inDoubt, Duration oldestInDoubt) {
		HealthReport report = new HealthReport();
		Set<String> names = new LinkedHashSet<>(servers.keySet());
		loops.forEach((loop) -> names.add(loop.instance()));
		Map<String, Object> instances = new LinkedHashMap<>();
		for (String name : names) {
			List<PollLoop> own = loops.stream().filter((loop) -> loop.instance().equals(name)).toList();
			ServerStatus server = servers.get(name);
			Map<String, Object> details = new LinkedHashMap<>();
			if (server != null) {
				describe(details, server);
				judgeServer(report, name, server, own.stream().noneMatch(PollLoop::isActive));
			}
			PublishState state = publishing.get(name);
			if (state != null) {
				details.put("publishing", describe(state));
				judgePublishing(report, name, state);
			}
			details.put("polls", describe(own));
			judgeLoops(report, name, own.stream().filter(PollLoop::isActive).toList());
			instances.put(Inventory.print(name), details);
		}
		report.measured("instances", instances);
		judgeInDoubt(report, inDoubt, oldestInDoubt);
		return report;
	}

	private void judgeServer(HealthReport report, String name, ServerStatus server, boolean idle) {
		String instance = Inventory.print(name);
		if (server.access() == Access.REFUSED) {
			report.found(HealthLevel.DEGRADED, "The broker of instance " + instance + " refused the last request with "
					+ server.refusal() + ": check the access key, its secret and its rights.");
		}
		Duration skew = server.clockSkew();
		if (skew != null) {
			report.found(this.thresholds.clockSkew().level(skew.abs()),
					"This machine's clock is " + Printed.of(skew.abs()) + (skew.isNegative() ? " behind" : " ahead of")
							+ " that of instance " + instance
							+ ", which refuses requests at 15 minutes: set it right.");
		}
		// Where nothing polls, the last call is all there is to go by.
		if (idle && server.sinceNoAnswer() != null && !server.isAnswering()) {
			report.found(HealthLevel.DEGRADED, "The last request to instance " + instance + ", "
					+ Printed.of(server.sinceNoAnswer()) + " ago, got no answer.");
		}
		if (server.sinceAnswer() == null) {
			report.found(HealthLevel.UNKNOWN, "The broker of instance " + instance + " has not answered yet.");
		}
	}

	private static void judgePublishing(HealthReport report, String name, PublishState state) {
		if (state.awayFor() != null) {
			report.found(HealthLevel.DEGRADED,
					"Publishing to instance " + Inventory.print(name) + " fails at once, for "
							+ Printed.of(state.awayFor())
							+ " now, because the broker does not answer: check the broker and the network.");
		}
	}

	private void judgeLoops(HealthReport report, String name, List<PollLoop> active) {
		for (PollLoop loop : active) {
			if (loop.status().failure() == PollFailure.DEFECT) {
				report.found(HealthLevel.DOWN, "Polling instance " + Inventory.print(name) + " for " + loop.name()
						+ " has ended by a defect, which the log names: start it again.");
				continue;
			}
			PollFailure failure = loop.status().failure();
			boolean mendsItself = failure == PollFailure.TRANSIENT
					&& this.thresholds.pollFailures().level(loop.failingFor()) == HealthLevel.UP;
			if (loop.status().isFailing() && !mendsItself) {
				report.found(HealthLevel.DEGRADED, "Polling instance " + Inventory.print(name) + " for " + loop.name()
						+ " has failed for " + Printed.of(loop.failingFor()) + ": " + failure + ".");
			}
		}
		Duration shortest = active.stream().map(PollLoop::failingFor).min(Duration::compareTo).orElse(Duration.ZERO);
		if (this.thresholds.pollFailures().level(shortest) == HealthLevel.DOWN) {
			report.found(HealthLevel.DOWN, "No poll of instance " + Inventory.print(name) + " has succeeded for "
					+ Printed.of(shortest) + ".");
		}
	}

	private void judgeInDoubt(HealthReport report, int count, Duration oldest) {
		report.measured("inDoubt", Map.of("messages", count, "oldestAge", Printed.of(oldest)));
		report.found(this.thresholds.inDoubtAge().level(oldest),
				"The oldest of " + count + " message(s) in doubt was published " + Printed.of(oldest)
						+ " ago; the broker gives it up after 24 h. The endpoint rocketmqhttp says why.");
	}

	private static void describe(Map<String, Object> details, ServerStatus server) {
		details.put("access", server.access());
		put(details, "refusal", server.refusal());
		putTime(details, "sinceAnswer", server.sinceAnswer());
		putTime(details, "sinceNoAnswer", server.sinceNoAnswer());
		putTime(details, "clockSkew", server.clockSkew());
	}

	private static Map<String, Object> describe(PublishState state) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("waiting", state.waiting());
		putTime(details, "awayFor", state.awayFor());
		return details;
	}

	private static Map<String, Object> describe(List<PollLoop> loops) {
		Map<String, Object> polls = new LinkedHashMap<>();
		for (PollLoop loop : loops) {
			PollingStatus status = loop.status();
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("state", status.state());
			putTime(details, "sinceSuccess", status.sinceSuccess());
			putTime(details, "failingFor", status.failingFor());
			put(details, "failure", status.failure());
			polls.put(loop.name(), details);
		}
		return polls;
	}

	private static void put(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value);
		}
	}

	private static void putTime(Map<String, Object> details, String name, @Nullable Duration value) {
		put(details, name, Printed.orNull(value));
	}

}
