package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's SDK for Node.js, unchanged and as it is configured by default.
 */
final class NodeDriver implements Driver {

	private static final long LONGEST_IMMUNITY_SECONDS = 300;

	private final Access access;

	private final NodeProgram program = NodeProgram.shared();

	NodeDriver(Access access) {
		this.access = access;
	}

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		ObjectNode call = call("publish", topic);
		call.set("message", convert(message));
		JsonNode result = perform(call);
		JsonNode receipt = result.path("body");
		return new PublishReceipt(receipt.path("MessageId").asText(), receipt.path("MessageBodyMD5").asText(),
				text(receipt, "ReceiptHandle"), text(result, "requestId"));
	}

	private static ObjectNode convert(OutboundMessage message) {
		ObjectNode converted = JsonNodeFactory.instance.objectNode()
			.put("body", message.body())
			.put("tag", message.tag())
			.put("key", message.key())
			.put("shardingKey", message.shardingKey());
		Instant deliverAt = message.deliverAt();
		if (deliverAt != null) {
			converted.put("deliverAt", deliverAt.toEpochMilli());
		}
		Duration immunityTime = message.immunityTime();
		if (immunityTime != null) {
			converted.put("immunitySeconds", immunityTime.toSeconds());
		}
		ObjectNode properties = converted.putObject("properties");
		message.properties().forEach(properties::put);
		return converted;
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		return poll("consume", request);
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		return poll("consumeOrderly", request);
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		return poll("consumeHalf", request);
	}

	// The SDK throws for "no message".
	private List<ReceivedMessage> poll(String operation, ConsumeRequest request) {
		ObjectNode call = call(operation, request.topic()).put("consumerGroup", request.consumerGroup())
			.put("tag", request.tag())
			.put("batchSize", request.batchSize())
			.put("waitSeconds", request.waitTime().toSeconds());
		try {
			List<ReceivedMessage> messages = new ArrayList<>();
			perform(call).path("body").forEach((message) -> messages.add(convert(message)));
			return messages;
		}
		catch (Refusal ex) {
			if ("MessageNotExist".equals(ex.code())) {
				return List.of();
			}
			throw ex;
		}
	}

	private static ReceivedMessage convert(JsonNode message) {
		return new ReceivedMessage(message.path("MessageId").asText(), message.path("ReceiptHandle").asText(),
				message.path("MessageBody").asText(), text(message, "MessageBodyMD5"), text(message, "MessageTag"),
				time(message, "PublishTime"), time(message, "FirstConsumeTime"), time(message, "NextConsumeTime"),
				message.path("ConsumedTimes").asInt(), properties(message));
	}

	/**
	 * Puts back what the SDK shows as attributes. The immunity time is shown as the time
	 * of delivery, by mistake.
	 */
	private static Map<String, String> properties(JsonNode message) {
		Map<String, String> properties = new TreeMap<>();
		message.path("Properties")
			.properties()
			.forEach((property) -> properties.put(property.getKey(), property.getValue().asText()));
		if (message.has("MessageKey")) {
			properties.put(MessageProperties.KEYS, message.get("MessageKey").asText());
		}
		if (message.has("ShardingKey")) {
			properties.put(MessageProperties.SHARDING_KEY, message.get("ShardingKey").asText());
		}
		if (message.has("StartDeliverTime")) {
			long value = message.get("StartDeliverTime").asLong();
			properties.put((value > 0 && value <= LONGEST_IMMUNITY_SECONDS) ? MessageProperties.IMMUNITY_TIME
					: MessageProperties.START_DELIVER_TIME, Long.toString(value));
		}
		return properties;
	}

	private static Instant time(JsonNode message, String name) {
		return Instant.ofEpochMilli(message.path(name).asLong());
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> handles) {
		decide("acknowledge", topic, consumerGroup, handles);
	}

	@Override
	public void commit(String topic, String consumerGroup, String handle) {
		decide("commit", topic, consumerGroup, List.of(handle));
	}

	@Override
	public void rollback(String topic, String consumerGroup, String handle) {
		decide("rollback", topic, consumerGroup, List.of(handle));
	}

	// The SDK returns refused handles; it throws for a refused request only.
	private void decide(String operation, String topic, String consumerGroup, List<String> handles) {
		ObjectNode call = call(operation, topic).put("consumerGroup", consumerGroup);
		handles.forEach(call.putArray("handles")::add);
		JsonNode result = perform(call);
		if (result.path("status").asInt() != 204) {
			List<Failure> failures = new ArrayList<>();
			result.path("body")
				.forEach((item) -> failures.add(new Failure(item.path("ReceiptHandle").asText(),
						item.path("ErrorCode").asText(), item.path("ErrorMessage").asText())));
			throw Refusal.ofHandles(new IllegalStateException(result.toString()), text(result, "requestId"), failures);
		}
	}

	private ObjectNode call(String operation, String topic) {
		return JsonNodeFactory.instance.objectNode()
			.put("operation", operation)
			.put("topic", topic)
			.put("endpoint", this.access.endpoint())
			.put("keyId", this.access.keyId())
			.put("secret", this.access.secret())
			.put("instanceId", this.access.instanceId());
	}

	private JsonNode perform(ObjectNode call) {
		JsonNode result = this.program.perform(call);
		JsonNode error = result.get("error");
		if (error != null) {
			IllegalStateException cause = new IllegalStateException(error.path("text").asText());
			String code = text(error, "code");
			if (code == null) {
				throw cause;
			}
			throw Refusal.ofRequest(cause, code, text(error, "requestId"), Refusal.HOST_NOT_SHOWN);
		}
		return result;
	}

	private static @Nullable String text(JsonNode parent, String name) {
		JsonNode value = parent.get(name);
		return (value != null && !value.isNull()) ? value.asText() : null;
	}

	@Override
	public void close() {
		this.program.perform(call("close", ""));
	}

}
