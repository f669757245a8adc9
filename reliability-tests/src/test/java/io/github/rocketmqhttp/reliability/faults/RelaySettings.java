package io.github.rocketmqhttp.reliability.faults;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What all connections of a proxy share.
 *
 * @param loop the thread of all
 * @param broker where the requests go
 * @param draws what happens to them
 * @param blackHole how long a client hears nothing before it is cut off
 * @param longestDelay of a request that is held back
 */
record RelaySettings(EventLoop loop, InetSocketAddress broker, FaultDraws<HttpOperation, HttpFault> draws,
		Duration blackHole, Duration longestDelay) {

	private static final Duration SHORTEST_DELAY = Duration.ofMillis(5);

	RelaySettings {
		if (blackHole.isNegative() || longestDelay.compareTo(SHORTEST_DELAY) < 0) {
			throw new IllegalArgumentException(
					"Black holes need 0 s or more, the longest delay " + SHORTEST_DELAY.toMillis() + " ms or more.");
		}
	}

	/**
	 * A delay between the shortest and the longest one.
	 * @param share from 0 to 1
	 */
	Duration delay(double share) {
		return SHORTEST_DELAY.plusNanos((long) (share * this.longestDelay.minus(SHORTEST_DELAY).toNanos()));
	}

}
