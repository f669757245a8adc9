package io.github.rocketmqhttp.client;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Builds request targets: the one string that is signed and sent. Parameters stand in the
 * order of the vendor's Java SDK.
 */
final class RequestTarget {

	private static final String HEX = "0123456789ABCDEF";

	private final @Nullable String instanceId;

	/**
	 * Creates the builder of one instance's targets.
	 * @param instanceId namespace, {@code null} for none
	 */
	RequestTarget(@Nullable String instanceId) {
		this.instanceId = instanceId;
	}

	/**
	 * The target of a publish request.
	 * @param topic a checked name
	 */
	String publish(String topic) {
		return path(topic) + ((this.instanceId != null) ? "?ns=" + this.instanceId : "");
	}

	/**
	 * The target of a poll.
	 */
	String poll(Operation operation, ConsumeRequest request) {
		StringBuilder target = new StringBuilder(256).append(path(request.topic()))
			.append("?numOfMessages=")
			.append(request.batchSize())
			.append("&consumer=")
			.append(request.consumerGroup());
		append(target, "ns", this.instanceId);
		String tag = request.tag();
		append(target, "tag", (tag != null) ? percentEncode(tag) : null);
		long seconds = request.waitTime().toSeconds();
		append(target, "waitseconds", (seconds > 0) ? Long.toString(seconds) : null);
		append(target, "trans", operation.trans());
		return target.toString();
	}

	/**
	 * The target of an acknowledgement, commit or rollback.
	 * @param topic a checked name
	 * @param consumerGroup a checked name
	 */
	String resolve(Operation operation, String topic, String consumerGroup) {
		StringBuilder target = new StringBuilder(256).append(path(topic)).append("?consumer=").append(consumerGroup);
		append(target, "ns", this.instanceId);
		append(target, "trans", operation.trans());
		return target.toString();
	}

	private static String path(String topic) {
		return "/topics/" + topic + "/messages";
	}

	private static void append(StringBuilder target, String name, @Nullable String value) {
		if (value != null) {
			target.append('&').append(name).append('=').append(value);
		}
	}

	// Everything but RFC 3986's unreserved characters: no decoder disagrees about these.
	private static String percentEncode(String text) {
		StringBuilder encoded = new StringBuilder(text.length() + 16);
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			char c = (char) (octet & 0xff);
			if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
				encoded.append(c);
			}
			else {
				encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
			}
		}
		return encoded.toString();
	}

}
