package io.github.rocketmqhttp.actuate;

import java.time.Duration;

/**
 * From when on something is amiss, and from when on it is too much.
 *
 * @param pollFailures for how long the polls of one loop, and of all loops of an
 * instance, may fail
 * @param inDoubtAge how old a message in doubt may become; the broker gives it up after
 * 24 h
 * @param clockSkew how far the clocks may be apart; the service refuses requests at 15
 * minutes
 */
public record HealthThresholds(Limits pollFailures, Limits inDoubtAge, Limits clockSkew) {

	/**
	 * Two limits for one quantity.
	 *
	 * @param degraded from here on it is degraded
	 * @param down from here on it is down
	 */
	public record Limits(Duration degraded, Duration down) {

		/**
		 * How bad a value is.
		 */
		HealthLevel level(Duration value) {
			if (value.compareTo(this.down) >= 0) {
				return HealthLevel.DOWN;
			}
			return (value.compareTo(this.degraded) >= 0) ? HealthLevel.DEGRADED : HealthLevel.UP;
		}

	}

}
