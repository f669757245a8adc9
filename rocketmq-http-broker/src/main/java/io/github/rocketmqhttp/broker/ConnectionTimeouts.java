package io.github.rocketmqhttp.broker;

import java.time.Duration;

/**
 * How long a client may keep the broker waiting.
 *
 * @param request for a whole request, from its first byte on; also for the first byte of
 * a new connection, and for taking a whole answer
 * @param idle between the end of one answer and the next request
 */
record ConnectionTimeouts(Duration request, Duration idle) {

	private static final Duration HURRIED = Duration.ofSeconds(2);

	/**
	 * For a connection that stands in the way of others.
	 */
	ConnectionTimeouts hurried() {
		return new ConnectionTimeouts((this.request.compareTo(HURRIED) < 0) ? this.request : HURRIED, this.idle);
	}

}
