package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.observation.DecisionContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.observation.PublishContext;
import io.github.rocketmqhttp.observation.PublishContext.MessageType;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PrintableText;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.retry.support.RetryTemplate;

/**
 * Publishes and decides: tries again what is worth it, as one observation.
 */
final class ClientCalls {

	private static final String PUBLISHING = "Publishing to";

	private final RocketMqHttpClient client;

	private final BlockingRetry retry;

	private final AsyncRetry asyncRetry;

	private final PublishGuard guard;

	private final MessageObservations observations;

	ClientCalls(RocketMqHttpClient client, RetryTemplate retryTemplate, MessageObservations observations) {
		this.client = client;
		this.retry = new BlockingRetry(retryTemplate);
		this.asyncRetry = new AsyncRetry(RetryPolicies.settingsOf(retryTemplate));
		this.guard = new PublishGuard(PublishLimits.DEFAULTS, client);
		this.observations = observations;
	}

	/**
	 * The same, observed by somebody else.
	 */
	ClientCalls(ClientCalls calls, MessageObservations observations) {
		this.client = calls.client;
		this.retry = calls.retry;
		this.asyncRetry = calls.asyncRetry;
		this.guard = calls.guard;
		this.observations = observations;
	}

	/**
	 * The same, within other limits.
	 */
	ClientCalls(ClientCalls calls, PublishLimits limits) {
		this.client = calls.client;
		this.retry = calls.retry;
		this.asyncRetry = calls.asyncRetry;
		this.guard = new PublishGuard(limits, calls.client);
		this.observations = calls.observations;
	}

	PublishStatus publishStatus() {
		return this.guard.status();
	}

	BlockingRetry retry() {
		return this.retry;
	}

	PublishReceipt publish(String topic, OutboundMessage message) {
		if (!this.observations.isActive()) {
			return guarded(topic, (client) -> client.publish(topic, message));
		}
		PublishContext context = context(topic, message);
		return observe(this.observations.publish(context), () -> {
			OutboundMessage traced = TraceProperties.addTo(message, context.getTraceContext());
			PublishReceipt receipt = guarded(topic, (client) -> client.publish(topic, traced));
			context.setMessageId(receipt.messageId());
			return receipt;
		});
	}

	CompletableFuture<PublishReceipt> publishAsync(String topic, OutboundMessage message) {
		if (!this.observations.isActive()) {
			return guardedAsync(topic, (client) -> client.publishAsync(topic, message));
		}
		PublishContext context = context(topic, message);
		Observation observation = this.observations.publish(context).start();
		OutboundMessage traced = TraceProperties.addTo(message, context.getTraceContext());
		CompletableFuture<PublishReceipt> result;
		try {
			result = guardedAsync(topic, (client) -> client.publishAsync(topic, traced));
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
			PublishReceipt receipt = guarded(topic, (client) -> client.publishHalf(topic, attempt.get()));
			return half(topic, consumerGroup, receipt, Map.of());
		}
		PublishContext context = new PublishContext(topic, MessageType.TRANSACTION);
		return observe(this.observations.publish(context), () -> {
			PublishReceipt receipt = guarded(topic, (client) -> {
				OutboundMessage message = attempt.get();
				context.setTag(message.tag());
				return client.publishHalf(topic, TraceProperties.addTo(message, context.getTraceContext()));
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

	/**
	 * Tells the broker what became of a half message.
	 * @param brief whether a caller waits whose work is done, and whom the back-check
	 * relieves of this
	 */
	void decide(HalfMessageReceipt receipt, boolean commit, boolean brief) {
		if (!this.observations.isActive()) {
			tell(receipt, commit, brief);
			return;
		}
		DecisionContext context = new DecisionContext(receipt.topic(), receipt.consumerGroup(), receipt.messageId(),
				receipt.traceContext(), commit);
		this.observations.decision(context).observe(() -> tell(receipt, commit, brief));
	}

	private void tell(HalfMessageReceipt receipt, boolean commit, boolean brief) {
		Function<Deadline, Boolean> call = (deadline) -> this.retry.call(deadline, (left) -> {
			RocketMqHttpClient client = within(left);
			if (commit) {
				client.commit(receipt.topic(), receipt.consumerGroup(), receipt.receiptHandle());
			}
			else {
				client.rollback(receipt.topic(), receipt.consumerGroup(), receipt.receiptHandle());
			}
			return true;
		});
		if (brief) {
			this.guard.briefly((commit ? "Committing" : "Rolling back") + " a half message of" + named(receipt.topic()),
					call);
		}
		else {
			this.guard.observed(Deadline.NONE, call);
		}
	}

	void acknowledge(String topic, String consumerGroup, String handle) {
		this.guard.observed(this.guard.deadline(), (deadline) -> this.retry.call(deadline, (left) -> {
			within(left).acknowledge(topic, consumerGroup, List.of(handle));
			return true;
		}));
	}

	private PublishReceipt guarded(String topic, Function<RocketMqHttpClient, PublishReceipt> attempt) {
		return this.guard.publish(PUBLISHING + named(topic),
				(deadline) -> this.retry.call(deadline, (left) -> attempt.apply(within(left))));
	}

	private CompletableFuture<PublishReceipt> guardedAsync(String topic,
			Function<RocketMqHttpClient, CompletableFuture<PublishReceipt>> attempt) {
		String what = PUBLISHING + named(topic);
		return this.guard.publishAsync(what, (deadline) -> this.asyncRetry.call(deadline,
				(left) -> attempt.apply(within(left)), () -> outOfTime(what, deadline)));
	}

	private static TransportException outOfTime(String what, Deadline deadline) {
		return new TransportException(what + " has not ended within " + deadline.time()
				+ ", the limit of rocketmq-http.client.publish.timeout; the service may have executed the request."
				+ " Check the broker and the network, and call again later.", null, true, true);
	}

	private RocketMqHttpClient within(@Nullable Duration left) {
		return (left != null) ? this.client.within(left) : this.client;
	}

	private static String named(String topic) {
		return " topic '" + PrintableText.of(topic) + "'";
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
