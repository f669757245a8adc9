package io.github.rocketmqhttp.core;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.observation.DecisionContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.observation.PublishContext;
import io.github.rocketmqhttp.observation.PublishContext.MessageType;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.micrometer.observation.Observation;

import org.springframework.retry.support.RetryTemplate;

/**
 * Publishes and decides: tries again what is worth it, as one observation.
 */
final class ClientCalls {

	private final RocketMqHttpClient client;

	private final BlockingRetry retry;

	private final AsyncRetry asyncRetry;

	private final MessageObservations observations;

	ClientCalls(RocketMqHttpClient client, RetryTemplate retryTemplate, MessageObservations observations) {
		this.client = client;
		this.retry = new BlockingRetry(retryTemplate);
		this.asyncRetry = new AsyncRetry(RetryPolicies.settingsOf(retryTemplate));
		this.observations = observations;
	}

	/**
	 * The same, observed by somebody else.
	 */
	ClientCalls(ClientCalls calls, MessageObservations observations) {
		this.client = calls.client;
		this.retry = calls.retry;
		this.asyncRetry = calls.asyncRetry;
		this.observations = observations;
	}

	BlockingRetry retry() {
		return this.retry;
	}

	PublishReceipt publish(String topic, OutboundMessage message) {
		if (!this.observations.isActive()) {
			return this.retry.call(() -> this.client.publish(topic, message));
		}
		PublishContext context = context(topic, message);
		return observe(this.observations.publish(context), () -> {
			OutboundMessage traced = TraceProperties.addTo(message, context.getTraceContext());
			PublishReceipt receipt = this.retry.call(() -> this.client.publish(topic, traced));
			context.setMessageId(receipt.messageId());
			return receipt;
		});
	}

	CompletableFuture<PublishReceipt> publishAsync(String topic, OutboundMessage message) {
		if (!this.observations.isActive()) {
			return this.asyncRetry.call(() -> this.client.publishAsync(topic, message));
		}
		PublishContext context = context(topic, message);
		Observation observation = this.observations.publish(context).start();
		OutboundMessage traced = TraceProperties.addTo(message, context.getTraceContext());
		CompletableFuture<PublishReceipt> result;
		try {
			result = this.asyncRetry.call(() -> this.client.publishAsync(topic, traced));
		}
		catch (RuntimeException | Error ex) {
			observation.error(ex);
			observation.stop();
			throw ex;
		}
		CompletableFuture<?> unused = result.whenComplete((receipt, failure) -> {
			if (failure != null) {
				observation.error(failure);
			}
			else {
				context.setMessageId(receipt.messageId());
			}
			observation.stop();
		});
		return result;
	}

	HalfMessageReceipt publishHalf(String topic, String consumerGroup, Supplier<OutboundMessage> attempt) {
		if (!this.observations.isActive()) {
			PublishReceipt receipt = this.retry.call(() -> this.client.publishHalf(topic, attempt.get()));
			return half(topic, consumerGroup, receipt, Map.of());
		}
		PublishContext context = new PublishContext(topic, MessageType.TRANSACTION);
		return observe(this.observations.publish(context), () -> {
			PublishReceipt receipt = this.retry.call(() -> {
				OutboundMessage message = attempt.get();
				context.setTag(message.tag());
				return this.client.publishHalf(topic, TraceProperties.addTo(message, context.getTraceContext()));
			});
			context.setMessageId(receipt.messageId());
			return half(topic, consumerGroup, receipt, context.getTraceContext());
		});
	}

	private static HalfMessageReceipt half(String topic, String consumerGroup, PublishReceipt receipt,
			Map<String, String> traceContext) {
		String handle = Objects.requireNonNull(receipt.receiptHandle(),
				"the client returns half messages with a handle");
		return new HalfMessageReceipt(topic, consumerGroup, receipt.messageId(), handle, traceContext);
	}

	void commit(HalfMessageReceipt receipt) {
		decide(receipt, true,
				() -> this.client.commit(receipt.topic(), receipt.consumerGroup(), receipt.receiptHandle()));
	}

	void rollback(HalfMessageReceipt receipt) {
		decide(receipt, false,
				() -> this.client.rollback(receipt.topic(), receipt.consumerGroup(), receipt.receiptHandle()));
	}

	private void decide(HalfMessageReceipt receipt, boolean commit, Runnable call) {
		if (!this.observations.isActive()) {
			this.retry.run(call);
			return;
		}
		DecisionContext context = new DecisionContext(receipt.topic(), receipt.consumerGroup(), receipt.messageId(),
				receipt.traceContext(), commit);
		this.observations.decision(context).observe(() -> this.retry.run(call));
	}

	private static PublishContext context(String topic, OutboundMessage message) {
		PublishContext context = new PublishContext(topic, (message.shardingKey() != null) ? MessageType.FIFO
				: (message.deliverAt() != null) ? MessageType.DELAY : MessageType.NORMAL);
		context.setTag(message.tag());
		return context;
	}

	/**
	 * As {@link Observation#observe(Supplier)}, whose result may be {@code null}.
	 */
	private static <T> T observe(Observation observation, Supplier<T> call) {
		return Objects.requireNonNull(observation.observe(call), "a call has a result");
	}

}
