package io.github.rocketmqhttp.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.actuate.HealthThresholds.Limits;
import io.github.rocketmqhttp.client.ServerStatus;
import io.github.rocketmqhttp.client.ServerStatus.Access;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.polling.PollFailure;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.polling.PollingStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is degraded, and what is down.
 */
class HealthJudgeTests {

	private static final Duration NOW = Duration.ofSeconds(1);

	private static final ServerStatus GOOD = server(NOW, null, Duration.ZERO, Access.ACCEPTED, null);

	private final HealthJudge health = new HealthJudge(new HealthThresholds(
			limits(Duration.ofSeconds(30), Duration.ofMinutes(5)), limits(Duration.ofHours(1), Duration.ofHours(23)),
			limits(Duration.ofMinutes(5), Duration.ofMinutes(14))));

	@Test
	void whatWorksIsUpAndSaysWhatWasMeasured() {
		HealthReport report = judge(GOOD, running("listener a"), running("back-checks of b for c"));
		assertThat(report.level()).isEqualTo(HealthLevel.UP);
		assertThat(report.details()).containsOnlyKeys("instances", "inDoubt");
		assertThat(report.details().get("instances")).isEqualTo(Map.of("default",
				Map.of("access", Access.ACCEPTED, "sinceAnswer", "PT1S", "clockSkew", "PT0S", "polls",
						Map.of("listener a", Map.of("state", PollingState.RUNNING, "sinceSuccess", "PT1S"),
								"back-checks of b for c",
								Map.of("state", PollingState.RUNNING, "sinceSuccess", "PT1S")))));
		assertThat(report.details().get("inDoubt")).isEqualTo(Map.of("messages", 0, "oldestAge", "PT0S"));
	}

	@Test
	void aServerThatHasNotBeenAskedYetIsUnknown() {
		HealthReport report = judge(server(null, null, null, Access.UNKNOWN, null), running("listener a"));
		assertThat(report.level()).isEqualTo(HealthLevel.UNKNOWN);
		assertThat(report.reasons()).singleElement().asString().contains("has not answered yet");
	}

	@ParameterizedTest
	@CsvSource({ "PT29S, UP", "PT30S, DEGRADED", "PT300S, DEGRADED", "PT23H, DEGRADED" })
	void oneLoopThatFailsBesideOneThatWorksNeverBringsItDown(Duration failingFor, HealthLevel expected) {
		HealthReport report = judge(GOOD, failing("listener a", failingFor, PollFailure.TRANSIENT),
				running("listener b"));
		assertThat(report.level()).isEqualTo(expected);
		assertThat(report.reasons())
			.allSatisfy((reason) -> assertThat(reason).contains("listener a").doesNotContain("listener b"));
	}

	@ParameterizedTest
	@CsvSource({ "PT29S, UP", "PT30S, DEGRADED", "PT299S, DEGRADED", "PT300S, DOWN" })
	void allLoopsThatFailBringItDown(Duration failingFor, HealthLevel expected) {
		HealthReport report = judge(server(failingFor, NOW, Duration.ZERO, Access.ACCEPTED, null),
				failing("listener a", failingFor, PollFailure.TRANSIENT),
				failing("listener b", failingFor, PollFailure.TRANSIENT), paused("listener c"));
		assertThat(report.level()).isEqualTo(expected);
	}

	@Test
	void aLoopThatADefectHasEndedBringsItDownAtOnce() {
		HealthReport report = judge(GOOD, running("listener b"), new PollLoop("listener a", "",
				new PollingStatus(PollingState.STOPPED, NOW, Duration.ZERO, PollFailure.DEFECT)));
		assertThat(report.level()).isEqualTo(HealthLevel.DOWN);
		assertThat(report.reasons()).singleElement().asString().contains("listener a", "start it again");
	}

	@Test
	void anInstanceWhoseLoopsAllFailIsNotSavedByAnotherOne() {
		HealthReport report = this.health.judge(Map.of("", GOOD, "audit", GOOD), Map.of(), List
			.of(running("listener a"), new PollLoop("listener b", "audit",
					new PollingStatus(PollingState.BACKING_OFF, null, Duration.ofMinutes(6), PollFailure.TRANSIENT))),
				0, Duration.ZERO);
		assertThat(report.level()).isEqualTo(HealthLevel.DOWN);
		assertThat(report.reasons()).allSatisfy((reason) -> assertThat(reason).contains("instance audit"));
	}

	@Test
	void aRefusedKeyOrAMissingTopicDegradesAtOnce() {
		for (PollFailure failure : List.of(PollFailure.ACCESS_REFUSED, PollFailure.MISSING_TOPIC)) {
			assertThat(judge(GOOD, failing("listener a", NOW, failure)).level()).isEqualTo(HealthLevel.DEGRADED);
		}
		HealthReport refused = judge(server(NOW, null, Duration.ZERO, Access.REFUSED, "SignatureDoesNotMatch"),
				running("listener a"));
		assertThat(refused.level()).isEqualTo(HealthLevel.DEGRADED);
		assertThat(refused.reasons()).singleElement().asString().contains("SignatureDoesNotMatch", "access key");
	}

	@Test
	void aPausedOrStoppedLoopIsNotJudged() {
		HealthReport report = judge(GOOD, paused("listener a"), new PollLoop("listener b", "",
				new PollingStatus(PollingState.STOPPED, Duration.ofHours(2), null, null)));
		assertThat(report.level()).isEqualTo(HealthLevel.UP);
	}

	@Test
	void whereNothingPollsTheLastCallCounts() {
		ServerStatus cut = server(Duration.ofSeconds(9), Duration.ofSeconds(8), Duration.ZERO, Access.ACCEPTED, null);
		assertThat(judge(cut).level()).isEqualTo(HealthLevel.DEGRADED);
		assertThat(judge(cut, running("listener a")).level()).isEqualTo(HealthLevel.UP);
	}

	@ParameterizedTest
	@CsvSource({ "PT299S, UP", "-PT299S, UP", "PT300S, DEGRADED", "-PT300S, DEGRADED", "PT839S, DEGRADED",
			"PT840S, DOWN", "-PT840S, DOWN" })
	void clocksMayBeApartSomewhat(Duration skew, HealthLevel expected) {
		HealthReport report = judge(server(NOW, null, skew, Access.ACCEPTED, null), running("listener a"));
		assertThat(report.level()).isEqualTo(expected);
		assertThat(report.reasons()).allSatisfy(
				(reason) -> assertThat(reason).contains(skew.isNegative() ? "behind" : "ahead of", "set it right"));
	}

	@ParameterizedTest
	@CsvSource({ "PT3599S, UP", "PT1H, DEGRADED", "PT22H, DEGRADED", "PT23H, DOWN" })
	void aMessageMustNotStayInDoubtForLong(Duration age, HealthLevel expected) {
		HealthReport report = this.health.judge(Map.of("", GOOD), Map.of(), List.of(running("listener a")), 3, age);
		assertThat(report.level()).isEqualTo(expected);
		assertThat(report.details().get("inDoubt")).isEqualTo(Map.of("messages", 3, "oldestAge", Printed.of(age)));
	}

	@Test
	void aBrokerThatPublishingHasGivenUpDegradesIt() {
		HealthReport report = this.health.judge(Map.of("", GOOD), Map.of("", new PublishState(3, NOW)),
				List.of(running("listener a")), 0, Duration.ZERO);
		assertThat(report.level()).isEqualTo(HealthLevel.DEGRADED);
		assertThat(report.reasons()).singleElement()
			.asString()
			.startsWith("Publishing to instance default fails at once");
		assertThat(report.details()).extractingByKey("instances")
			.asString()
			.contains("publishing={waiting=3, awayFor=");
	}

	private HealthReport judge(ServerStatus server, PollLoop... loops) {
		return this.health.judge(Map.of("", server), Map.of(), List.of(loops), 0, Duration.ZERO);
	}

	private static Limits limits(Duration degraded, Duration down) {
		return new Limits(degraded, down);
	}

	private static ServerStatus server(@Nullable Duration sinceAnswer, @Nullable Duration sinceNoAnswer,
			@Nullable Duration skew, Access access, @Nullable String refusal) {
		return new ServerStatus(sinceAnswer, sinceNoAnswer, skew, access, refusal);
	}

	private static PollLoop running(String name) {
		return new PollLoop(name, "", new PollingStatus(PollingState.RUNNING, NOW, null, null));
	}

	private static PollLoop paused(String name) {
		return new PollLoop(name, "",
				new PollingStatus(PollingState.PAUSED, null, Duration.ofHours(1), PollFailure.TRANSIENT));
	}

	private static PollLoop failing(String name, Duration failingFor, PollFailure failure) {
		return new PollLoop(name, "", new PollingStatus(PollingState.BACKING_OFF, null, failingFor, failure));
	}

}
