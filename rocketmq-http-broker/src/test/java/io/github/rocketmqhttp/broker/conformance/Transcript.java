package io.github.rocketmqhttp.broker.conformance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a script gave, without what differs from run to run: ids and handles are numbered,
 * times count from the start. What must always hold is asserted on the way.
 */
final class Transcript {

	private final Instant start;

	private final String hostId;

	private final Labels messages = new Labels("m");

	private final Labels handles = new Labels("h");

	private final StringBuilder text = new StringBuilder();

	Transcript(Instant start, String hostId) {
		this.start = start;
		this.hostId = hostId;
	}

	void operation(String name) {
		this.text.append((this.text.length() > 0) ? "\n" : "").append(name);
	}

	void receipt(PublishReceipt receipt, String body) {
		assertThat(receipt.messageId()).matches("[0-9A-F]{32}");
		assertThat(receipt.bodyMd5()).isEqualTo(md5(body));
		this.text.append(": ").append(this.messages.label(receipt.messageId()));
		if (receipt.receiptHandle() != null) {
			this.text.append(' ').append(this.handles.label(receipt.receiptHandle()));
		}
	}

	void deliveries(List<ReceivedMessage> deliveries) {
		this.text.append(deliveries.isEmpty() ? ": nothing" : "");
		for (ReceivedMessage delivery : deliveries) {
			assertThat(delivery.bodyMd5()).isEqualTo(md5(delivery.body()));
			this.text.append("\n  ")
				.append(this.messages.label(delivery.messageId()))
				.append(' ')
				.append(this.handles.label(delivery.receiptHandle()))
				.append(' ')
				.append(quote(delivery.body()))
				.append((delivery.tag() != null) ? " tag " + delivery.tag() : "")
				.append(delivery.properties().isEmpty() ? "" : ' ' + properties(delivery))
				.append(", number ")
				.append(delivery.consumedTimes())
				.append(", published ")
				.append(time(delivery.publishTime()))
				.append(", first ")
				.append(time(delivery.firstConsumeTime()))
				.append(", until ")
				.append(time(delivery.invisibleUntil()));
		}
	}

	private String properties(ReceivedMessage delivery) {
		TreeMap<String, String> properties = new TreeMap<>(delivery.properties());
		properties.computeIfPresent("__STARTDELIVERTIME",
				(name, millis) -> time(Instant.ofEpochMilli(Long.parseLong(millis))));
		return quote(properties.toString());
	}

	void done() {
		this.text.append(": done");
	}

	void refusal(Refusal refusal) {
		assertRequestId(refusal.requestId());
		if (refusal.failures().isEmpty()) {
			assertThat(refusal.hostId()).isIn(this.hostId, Refusal.HOST_NOT_SHOWN);
			this.text.append(": refused, ").append(refusal.code());
		}
		else {
			this.text.append(": refused, ")
				.append(refusal.failures()
					.stream()
					.sorted(Comparator.comparing((failure) -> this.handles.known(failure.receiptHandle())))
					.map(this::failure)
					.collect(Collectors.joining(", ")));
		}
	}

	private String failure(Failure failure) {
		return this.handles.known(failure.receiptHandle()) + ' ' + failure.errorCode() + " (" + failure.errorMessage()
				+ ')';
	}

	/**
	 * The handle behind a label.
	 */
	String handle(String label) {
		return this.handles.value(label);
	}

	private String time(Instant instant) {
		return Duration.between(this.start, instant).toString();
	}

	private static String quote(String value) {
		return value.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
	}

	private static void assertRequestId(@Nullable String requestId) {
		assertThat(requestId).matches("[0-9A-F]{24}");
	}

	private static String md5(String body) {
		try {
			return HexFormat.of()
				.withUpperCase()
				.formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
