package io.github.rocketmqhttp.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Hears of every request that a client has made, to count and to measure. Called by the
 * threads that make calls and by I/O threads: it must be quick, and must not throw.
 */
@FunctionalInterface
public interface CallListener {

	/**
	 * A request has ended.
	 * @param call the request, and how it ended
	 */
	void ended(CompletedCall call);

	/**
	 * One request.
	 *
	 * @param operation what was asked, such as {@code publish_half} or
	 * {@code consume_orderly}: the operations of {@link RocketMqHttpClient} in lower case
	 * @param topic of which topic
	 * @param duration time until the answer, or until there was none; a poll waits
	 * @param failure why it failed; {@code null} if it did not, and a
	 * {@link java.util.concurrent.CancellationException} if it was given up
	 */
	record CompletedCall(String operation, String topic, Duration duration, @Nullable Throwable failure) {
	}

}
