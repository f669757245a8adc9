package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.AsyncRetry;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges messages as soon as each has succeeded, while the next one is handled, and
 * waits for all of them at the end of a batch.
 * <p>
 * So no acknowledgement waits for a slow neighbour, at most one batch of them is under
 * way, and a stop that waits for the batch loses none. Used by the thread of one loop.
 */
final class Acknowledgements {

	private static final Logger logger = LoggerFactory.getLogger(Acknowledgements.class);

	/**
	 * A lost acknowledgement costs a second delivery, minutes later: worth a few more
	 * tries, but not the time of the next message.
	 */
	private static final RetrySettings RETRY = new RetrySettings(5, Duration.ofMillis(100), 2, Duration.ofSeconds(2));

	private final RocketMqHttpClient client;

	private final ConsumeRequest source;

	private final AsyncRetry retry = new AsyncRetry(RETRY);

	private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

	Acknowledgements(RocketMqHttpClient client, ConsumeRequest source) {
		this.client = client;
		this.source = source;
	}

	/**
	 * Starts to acknowledge a message and returns at once.
	 */
	void acknowledge(ReceivedMessage message) {
		List<String> handles = List.of(message.receiptHandle());
		CompletableFuture<Void> acknowledging;
		try {
			acknowledging = this.retry
				.call(() -> this.client.acknowledgeAsync(this.source.topic(), this.source.consumerGroup(), handles));
		}
		catch (RuntimeException ex) {
			acknowledging = CompletableFuture.failedFuture(ex);
		}
		this.underWay.add(acknowledging.whenComplete((nothing, failure) -> report(message, failure)));
	}

	/**
	 * Waits for what is under way. Bounded, because every attempt is. An interrupt ends
	 * the wait, not the requests.
	 */
	void flush() {
		CompletableFuture<?>[] all = this.underWay.toArray(CompletableFuture<?>[]::new);
		this.underWay.clear();
		try {
			CompletableFuture.allOf(all).get();
		}
		catch (ExecutionException ex) {
			logger.debug("Not every acknowledgement of topic {} was accepted", this.source.topic());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.warn("Interrupted while acknowledging messages of topic {}; some may be delivered again",
					this.source.topic());
		}
	}

	private void report(ReceivedMessage message, @Nullable Throwable failure) {
		if (failure == null) {
			logger.debug("Acknowledged message {} of topic {}", message.messageId(), this.source.topic());
		}
		else if (failure instanceof AcknowledgeException refused
				&& ErrorCode.MESSAGE_NOT_EXIST.wireName().equals(refused.getErrorCode())) {
			logger.debug("The acknowledgement of message {} of topic {} came too late or twice; it may be delivered"
					+ " again", message.messageId(), this.source.topic());
		}
		else {
			logger.warn("Could not acknowledge message {} of topic {}, group {}; it will be delivered again: {}",
					message.messageId(), this.source.topic(), this.source.consumerGroup(), failure.toString());
		}
	}

}
