package io.github.rocketmqhttp.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/**
 * Converts payloads, calls the client, and tries again what is worth it.
 */
public final class RocketMqHttpTemplate implements RocketMqHttpOperations {

	private final RocketMqHttpClient client;

	private final PayloadConverter converter;

	private final ReceivedMessageMapper mapper;

	private final ClientCalls calls;

	private final TemplateDefaults defaults;

	private final Supplier<? extends @Nullable TransactionalSender> transactionalSender;

	/**
	 * Creates a template without transactional messages. It does not own the client:
	 * closing is up to who made it.
	 * @param client makes the calls
	 * @param converter writes and reads the bodies
	 * @param retryTemplate retries blocking calls. Asynchronous ones follow the settings
	 * of a template that {@link RetryPolicies} made; the numbers of any other template
	 * cannot be read, and {@link RetrySettings#DEFAULTS} hold
	 * @param defaults topic and group of messages that name none
	 */
	public RocketMqHttpTemplate(RocketMqHttpClient client, PayloadConverter converter, RetryTemplate retryTemplate,
			TemplateDefaults defaults) {
		this(client, converter, retryTemplate, defaults, () -> null);
	}

	/**
	 * Creates a template. It does not own the client: closing is up to who made it.
	 * @param client makes the calls
	 * @param converter writes and reads the bodies
	 * @param retryTemplate retries blocking calls, as above
	 * @param defaults topic and group of messages that name none
	 * @param transactionalSender gives what sends messages with local transactions, or
	 * {@code null} for none; asked at each such call, because it needs the template
	 */
	public RocketMqHttpTemplate(RocketMqHttpClient client, PayloadConverter converter, RetryTemplate retryTemplate,
			TemplateDefaults defaults, Supplier<? extends @Nullable TransactionalSender> transactionalSender) {
		this.client = client;
		this.converter = converter;
		this.mapper = new ReceivedMessageMapper(converter);
		this.calls = new ClientCalls(client, retryTemplate, MessageObservations.NONE);
		this.defaults = defaults;
		this.transactionalSender = transactionalSender;
	}

	private RocketMqHttpTemplate(RocketMqHttpTemplate template, MessageObservations observations) {
		this.client = template.client;
		this.converter = template.converter;
		this.mapper = template.mapper;
		this.calls = new ClientCalls(template.calls, observations);
		this.defaults = template.defaults;
		this.transactionalSender = template.transactionalSender;
	}

	private RocketMqHttpTemplate(RocketMqHttpTemplate template, PublishLimits limits) {
		this.client = template.client;
		this.converter = template.converter;
		this.mapper = template.mapper;
		this.calls = new ClientCalls(template.calls, limits);
		this.defaults = template.defaults;
		this.transactionalSender = template.transactionalSender;
	}

	/**
	 * Makes a template that does the same within other limits than
	 * {@link PublishLimits#DEFAULTS}. It counts its callers, and knows whether the broker
	 * is away, on its own.
	 * @param limits limit publishing
	 * @return the template
	 */
	public RocketMqHttpTemplate limitedBy(PublishLimits limits) {
		return new RocketMqHttpTemplate(this, limits);
	}

	/**
	 * How publishing goes at this moment.
	 * @return the status
	 */
	public PublishStatus getPublishStatus() {
		return this.calls.publishStatus();
	}

	/**
	 * Makes a template that does the same and lets it be observed: publishing, and the
	 * decision of half messages. Messages then carry the trace as properties.
	 * @param observations make the observations
	 * @return the template
	 */
	public RocketMqHttpTemplate observedBy(MessageObservations observations) {
		return new RocketMqHttpTemplate(this, observations);
	}

	/**
	 * The client underneath, for what the template does not do.
	 * @return the client, which retries nothing
	 */
	public RocketMqHttpClient getClient() {
		return this.client;
	}

	/**
	 * What messages get that name no topic or group.
	 * @return the defaults
	 */
	public TemplateDefaults getDefaults() {
		return this.defaults;
	}

	/**
	 * The converter of all payloads.
	 * @return the converter
	 */
	public PayloadConverter getPayloadConverter() {
		return this.converter;
	}

	@Override
	public MessageSpec newMessage(Object payload) {
		return new DefaultMessageSpec(this, payload);
	}

	@Override
	public PublishReceipt send(String topic, Object payload) {
		return newMessage(payload).topic(topic).send();
	}

	@Override
	public CompletableFuture<PublishReceipt> sendAsync(String topic, Object payload) {
		return newMessage(payload).topic(topic).sendAsync();
	}

	@Override
	public <T> @Nullable T inTransaction(MessageSpec message, TransactionCallback<T> action) {
		return requireSender().inTransaction(transactional(message), null, action);
	}

	@Override
	public <T> @Nullable T inTransaction(MessageSpec message, TransactionTemplate transactions,
			TransactionCallback<T> action) {
		return requireSender().inTransaction(transactional(message), transactions, action);
	}

	@Override
	public void sendOnCommit(MessageSpec message) {
		requireSender().sendOnCommit(transactional(message));
	}

	private TransactionalSender requireSender() {
		TransactionalSender sender = this.transactionalSender.get();
		if (sender == null) {
			throw new IllegalStateException("This template has no transaction support: give its constructor a"
					+ " TransactionalSender, or use the template that Spring Boot sets up.");
		}
		return sender;
	}

	private TransactionalContent transactional(MessageSpec message) {
		if (message instanceof DefaultMessageSpec own) {
			return own.transactional(this.defaults);
		}
		throw new IllegalArgumentException("Only a message that newMessage(…) made can follow a transaction.");
	}

	@Override
	public <T> Optional<Message<T>> receive(String topic, String consumerGroup, Class<T> type) {
		return receiveBatch(ConsumeRequest.of(topic, consumerGroup), type).stream().findFirst();
	}

	@Override
	public <T> List<Message<T>> receiveBatch(ConsumeRequest request, Class<T> type) {
		List<ReceivedMessage> deliveries = this.calls.retry().call(() -> this.client.consume(request));
		return deliveries.stream().map((delivery) -> toMessage(delivery, request, type)).toList();
	}

	private <T> Message<T> toMessage(ReceivedMessage delivery, ConsumeRequest request, Class<T> type) {
		Message<Object> message = this.mapper.toMessage(delivery, request.topic(), request.consumerGroup(), type);
		@SuppressWarnings("unchecked")
		Class<T> boxed = (Class<T>) ClassUtils.resolvePrimitiveIfNecessary(type);
		return new GenericMessage<>(boxed.cast(message.getPayload()), message.getHeaders());
	}

	@Override
	public void acknowledge(Message<?> message) {
		String topic = requireHeader(message, RocketMqHttpHeaders.TOPIC);
		String consumerGroup = requireHeader(message, RocketMqHttpHeaders.CONSUMER_GROUP);
		String handle = requireHeader(message, RocketMqHttpHeaders.RECEIPT_HANDLE);
		this.calls.acknowledge(topic, consumerGroup, handle);
	}

	private static String requireHeader(Message<?> message, String name) {
		if (message.getHeaders().get(name) instanceof String value) {
			return value;
		}
		throw new IllegalArgumentException(
				"The message has no header " + name + ": only a message that receive(…) returned can be acknowledged.");
	}

	@Override
	public HalfMessageReceipt publishHalf(String topic, String consumerGroup, Supplier<OutboundMessage> attempt) {
		// The group is first needed to decide the message: too late to find it wrong.
		ProtocolLimits.requireName("consumer group", consumerGroup);
		return this.calls.publishHalf(topic, consumerGroup, attempt);
	}

	@Override
	public void commit(HalfMessageReceipt receipt) {
		this.calls.decide(receipt, true, false);
	}

	@Override
	public void rollback(HalfMessageReceipt receipt) {
		this.calls.decide(receipt, false, false);
	}

	@Override
	public void commitBriefly(HalfMessageReceipt receipt) {
		this.calls.decide(receipt, true, true);
	}

	@Override
	public void rollbackBriefly(HalfMessageReceipt receipt) {
		this.calls.decide(receipt, false, true);
	}

	@Override
	public List<ReceivedMessage> receiveHalf(ConsumeRequest request) {
		return this.calls.retry().call(() -> this.client.consumeHalf(request));
	}

	PublishReceipt publish(@Nullable String topic, OutboundMessage message) {
		return this.calls.publish(this.defaults.requireTopic(topic), message);
	}

	CompletableFuture<PublishReceipt> publishAsync(@Nullable String topic, OutboundMessage message) {
		return this.calls.publishAsync(this.defaults.requireTopic(topic), message);
	}

	HalfMessageReceipt publishHalf(@Nullable String topic, OutboundMessage message) {
		return publishHalf(this.defaults.requireTopic(topic), this.defaults.requireConsumerGroup(), () -> message);
	}

}
