package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;

import io.github.rocketmqhttp.actuate.HealthThresholds;
import io.github.rocketmqhttp.actuate.HealthThresholds.Limits;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code rocketmq-http.health.*}: from when on the health of the
 * application is degraded, and from when on it is down.
 *
 * @param pollDegradedAfter for how long the polls of a listener, or for the back-checks
 * of a topic, may fail before the health is degraded. A refused key or a missing topic
 * degrades it at once.
 * @param pollDownAfter for how long all polls of an instance may fail before the health
 * is down.
 * @param inDoubtDegradedAfter age of the oldest message in doubt from which on the health
 * is degraded.
 * @param inDoubtDownAfter age of the oldest message in doubt from which on the health is
 * down. The broker gives a message up after 24 h.
 * @param clockSkewDegraded difference between the clocks of this machine and the broker
 * from which on the health is degraded.
 * @param clockSkewDown difference between the clocks from which on the health is down.
 * The service refuses requests at 15 minutes.
 */
public record HealthProperties(@DefaultValue("30s") Duration pollDegradedAfter,
		@DefaultValue("5m") Duration pollDownAfter, @DefaultValue("1h") Duration inDoubtDegradedAfter,
		@DefaultValue("23h") Duration inDoubtDownAfter, @DefaultValue("5m") Duration clockSkewDegraded,
		@DefaultValue("14m") Duration clockSkewDown) {

	private static final String PREFIX = "rocketmq-http.health.";

	/** The service is more precise than that, and the answer is under way for a while. */
	private static final Duration SHORTEST_SKEW = Duration.ofSeconds(5);

	private static final Duration LONGEST_SKEW = Duration.ofMinutes(15);

	/**
	 * Checks.
	 */
	public HealthProperties {
		PropertyRules.between(PREFIX + "poll-degraded-after", pollDegradedAfter, Duration.ofSeconds(1),
				PropertyRules.LONGEST);
		PropertyRules.between(PREFIX + "poll-down-after", pollDownAfter, pollDegradedAfter, PropertyRules.LONGEST);
		PropertyRules.between(PREFIX + "in-doubt-degraded-after", inDoubtDegradedAfter, Duration.ofSeconds(1),
				PropertyRules.LONGEST);
		PropertyRules.between(PREFIX + "in-doubt-down-after", inDoubtDownAfter, inDoubtDegradedAfter,
				PropertyRules.LONGEST);
		PropertyRules.between(PREFIX + "clock-skew-degraded", clockSkewDegraded, SHORTEST_SKEW, LONGEST_SKEW);
		PropertyRules.between(PREFIX + "clock-skew-down", clockSkewDown, clockSkewDegraded, LONGEST_SKEW);
	}

	HealthThresholds thresholds() {
		return new HealthThresholds(new Limits(this.pollDegradedAfter, this.pollDownAfter),
				new Limits(this.inDoubtDegradedAfter, this.inDoubtDownAfter),
				new Limits(this.clockSkewDegraded, this.clockSkewDown));
	}

}
