package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.client.ConsumeRequest;
import org.jspecify.annotations.Nullable;

/**
 * How one listener runs, nothing left open.
 *
 * @param id its name
 * @param instance the instance of the service; empty for the factory's own
 * @param request what to poll for
 * @param concurrency calls side by side
 * @param ackMode who acknowledges
 * @param ordered whether to consume in order
 * @param autoStartup whether it starts with the registry
 * @param deadLetterTopic where its dead letters go; {@code null} for nowhere, or where
 * only its error handler knows
 */
record ListenerDefinition(String id, String instance, ConsumeRequest request, int concurrency, AckMode ackMode,
		boolean ordered, boolean autoStartup, @Nullable String deadLetterTopic) {

	/**
	 * The same with other dead letters.
	 */
	ListenerDefinition withDeadLetterTopic(@Nullable String deadLetterTopic) {
		return new ListenerDefinition(this.id, this.instance, this.request, this.concurrency, this.ackMode,
				this.ordered, this.autoStartup, deadLetterTopic);
	}

}
