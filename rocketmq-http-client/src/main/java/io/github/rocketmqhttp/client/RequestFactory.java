package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PrintableText;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.protocol.RequestCodec;
import org.apache.hc.client5.http.config.RequestConfig;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments and turns each call into a signed request.
 */
final class RequestFactory {

	private final boolean escapeProperties;

	private final RequestTarget targets;

	private final RequestHeaders headers;

	private final RequestConfig config;

	// One per whole second of wait time, so that polls share them.
	private final List<RequestConfig> pollConfigs;

	private final Duration connectTimeout;

	private final @Nullable Duration limit;

	RequestFactory(ClientSettings settings, EngineSettings engine) {
		this.escapeProperties = settings.escapeProperties();
		this.targets = new RequestTarget(settings.instanceId());
		this.headers = new RequestHeaders(settings.credentials(), settings.userAgent(), settings.clock());
		this.config = engine.requestConfig(settings.connections().responseTimeout());
		Duration margin = settings.connections().pollMargin();
		this.pollConfigs = LongStream.rangeClosed(0, ProtocolLimits.MAX_WAIT_TIME.toSeconds())
			.mapToObj((seconds) -> engine.requestConfig(margin.plusSeconds(seconds)))
			.toList();
		this.connectTimeout = settings.connections().connectTimeout();
		this.limit = null;
	}

	private RequestFactory(RequestFactory other, Duration limit) {
		this.escapeProperties = other.escapeProperties;
		this.targets = other.targets;
		this.headers = other.headers;
		this.config = other.config;
		this.pollConfigs = other.pollConfigs;
		this.connectTimeout = other.connectTimeout;
		this.limit = limit;
	}

	/**
	 * Makes requests that take no longer than a limit, nor than they would without it.
	 */
	RequestFactory within(Duration limit) {
		return new RequestFactory(this, limit);
	}

	Exchange<PublishReceipt> publish(String topic, OutboundMessage message) {
		if (message.isHalf()) {
			throw new IllegalArgumentException("The message for topic '" + PrintableText.of(topic)
					+ "' has an immunity time, which makes it a half message: use publishHalf, or leave the time out.");
		}
		return publish(Operation.PUBLISH, topic, message);
	}

	Exchange<PublishReceipt> publishHalf(String topic, OutboundMessage message) {
		if (!message.isHalf()) {
			throw new IllegalArgumentException("The message for topic '" + PrintableText.of(topic)
					+ "' has no immunity time, so it is no half message: set the time, or use publish.");
		}
		return publish(Operation.PUBLISH_HALF, topic, message);
	}

	private Exchange<PublishReceipt> publish(Operation operation, String topic, OutboundMessage message) {
		ProtocolLimits.requireName("topic", topic);
		byte[] body = RequestCodec.writePublish(message.toDocument(this.escapeProperties));
		return new Exchange<>(new Call(operation, topic, null, List.of()),
				request(operation, this.targets.publish(topic), body, this.config),
				(call, response) -> ResponseReader.receipt(call, response, message.body()));
	}

	Exchange<List<ReceivedMessage>> poll(Operation operation, ConsumeRequest poll) {
		if (operation == Operation.CONSUME_HALF && poll.tag() != null) {
			throw new IllegalArgumentException(
					"The poll for half messages of topic '" + poll.topic() + "' has the tag '"
							+ PrintableText.of(poll.tag()) + "': back-checks cannot be filtered, leave the tag out.");
		}
		return new Exchange<>(new Call(operation, poll.topic(), poll.consumerGroup(), List.of()), request(operation,
				this.targets.poll(operation, poll), null, this.pollConfigs.get((int) poll.waitTime().toSeconds())),
				ResponseReader::messages);
	}

	Exchange<Void> resolve(Operation operation, String topic, String consumerGroup, List<String> receiptHandles) {
		ProtocolLimits.requireName("topic", topic);
		ProtocolLimits.requireName("consumer group", consumerGroup);
		List<String> handles = List.copyOf(receiptHandles);
		if (handles.isEmpty() || handles.size() > ProtocolLimits.MAX_BATCH_SIZE) {
			throw new IllegalArgumentException(handles.size() + " receipt handles for topic '" + topic
					+ "' cannot be sent: one request takes 1 to " + ProtocolLimits.MAX_BATCH_SIZE + ".");
		}
		for (String handle : handles) {
			if (handle.isBlank()) {
				throw new IllegalArgumentException("A receipt handle for topic '" + topic
						+ "' is blank: pass the handle of a received message or of a half message's receipt.");
			}
		}
		return new Exchange<>(new Call(operation, topic, consumerGroup, handles),
				request(operation, this.targets.resolve(operation, topic, consumerGroup),
						RequestCodec.writeReceiptHandles(handles), this.config),
				ResponseReader::resolved);
	}

	private WireRequest request(Operation operation, String target, byte @Nullable [] body, RequestConfig config) {
		RequestConfig limited = (this.limit != null) ? new LimitedRequestConfig(config, this.connectTimeout, this.limit)
				: config;
		return new WireRequest(operation.method(), target, this.headers.of(operation.method(), target), body, limited);
	}

}
