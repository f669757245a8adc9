package io.github.rocketmqhttp.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLStreamException;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the bodies of responses.
 */
public final class ResponseCodec {

	private ResponseCodec() {
	}

	/**
	 * Writes the answer to a publish request.
	 * @param receipt id, digest and, for a half message, the handle
	 * @return UTF-8 bytes
	 */
	public static byte[] writeReceipt(PublishReceipt receipt) {
		return XmlOutput.write("Message", (out) -> {
			out.element("MessageId", receipt.messageId());
			out.element("MessageBodyMD5", receipt.bodyMd5());
			out.element("ReceiptHandle", receipt.receiptHandle());
		});
	}

	/**
	 * Writes the answer to a poll; the properties go out verbatim.
	 * @param messages at least one delivery: several SDKs fail on an empty list
	 * @return UTF-8 bytes
	 */
	public static byte[] writeMessages(List<ReceivedMessage> messages) {
		return XmlOutput.write("Messages", (out) -> {
			for (ReceivedMessage message : messages) {
				out.element("Message", (element) -> writeMessage(element, message));
			}
		});
	}

	private static void writeMessage(XmlOutput out, ReceivedMessage message) {
		out.element("MessageId", message.messageId());
		out.element("MessageBodyMD5", message.bodyMd5());
		out.element("MessageBody", message.body());
		out.element("ReceiptHandle", message.receiptHandle());
		out.element("PublishTime", Long.toString(message.publishTime().toEpochMilli()));
		out.element("FirstConsumeTime", Long.toString(message.firstConsumeTime().toEpochMilli()));
		out.element("NextConsumeTime", Long.toString(message.invisibleUntil().toEpochMilli()));
		out.element("ConsumedTimes", Integer.toString(message.consumedTimes()));
		out.element("MessageTag", message.tag());
		out.element("Properties", MessageProperties.formatVerbatim(message.properties()));
	}

	/**
	 * Writes an error.
	 * @param error all four parts, non-empty: one SDK fails over a missing one
	 * @return UTF-8 bytes
	 */
	public static byte[] writeError(ErrorDocument error) {
		return XmlOutput.write("Error", (out) -> {
			out.element("Code", error.code());
			out.element("Message", error.message());
			out.element("RequestId", error.requestId());
			out.element("HostId", error.hostId());
		});
	}

	/**
	 * Writes the list of refused handles.
	 * @param failures at least one, with all three parts non-empty
	 * @return UTF-8 bytes
	 */
	public static byte[] writeFailures(List<Failure> failures) {
		return XmlOutput.write("Errors", (out) -> {
			for (Failure failure : failures) {
				out.element("Error", (element) -> {
					element.element("ErrorCode", failure.errorCode());
					element.element("ErrorMessage", failure.errorMessage());
					element.element("ReceiptHandle", failure.receiptHandle());
				});
			}
		});
	}

	/**
	 * Reads any response document; the caller decides which kinds it expects.
	 * @param body bytes, bounded by the caller
	 * @param requestId id from the response headers, used for a receipt
	 * @return the document
	 * @throws MalformedDocumentException if it is not well-formed, has an unknown root or
	 * lacks what is required
	 */
	public static ResponseDocument read(byte[] body, @Nullable String requestId) throws MalformedDocumentException {
		PublishReceipt plain = PlainReceipt.read(body, requestId);
		return (plain != null) ? new ResponseDocument.Receipt(plain) : readAsXml(body, requestId);
	}

	static ResponseDocument readAsXml(byte[] body, @Nullable String requestId) throws MalformedDocumentException {
		try {
			return XmlInput.read(body, (in) -> switch (in.name()) {
				case "Message" -> new ResponseDocument.Receipt(readReceipt(in, requestId));
				case "Messages" -> new ResponseDocument.Messages(readMessages(in, null));
				case "Error" -> new ResponseDocument.Refusal(readError(in));
				case "Errors" -> new ResponseDocument.Failures(readFailures(in));
				default -> throw new MalformedDocumentException("The root element is none of the protocol's.", null);
			});
		}
		catch (MalformedDocumentException ex) {
			ForbiddenCharacters forbidden = ForbiddenCharacters.find(body);
			if (forbidden == null) {
				throw ex;
			}
			return readAround(forbidden, body.length, ex);
		}
	}

	/**
	 * Reads the messages of an answer that holds what XML cannot carry: one message that
	 * some program has published must not cost the others.
	 */
	private static ResponseDocument readAround(ForbiddenCharacters forbidden, int length,
			MalformedDocumentException refusal) throws MalformedDocumentException {
		return XmlInput.read(forbidden.document(), length, (in) -> {
			if (!in.name().equals("Messages")) {
				throw refusal;
			}
			return new ResponseDocument.Messages(readMessages(in, forbidden));
		});
	}

	private static PublishReceipt readReceipt(XmlInput in, @Nullable String requestId)
			throws XMLStreamException, MalformedDocumentException {
		Map<String, String> parts = children(in);
		return new PublishReceipt(required(parts, "MessageId"), parts.get("MessageBodyMD5"), parts.get("ReceiptHandle"),
				requestId);
	}

	private static List<ReceivedMessage> readMessages(XmlInput in, @Nullable ForbiddenCharacters forbidden)
			throws XMLStreamException, MalformedDocumentException {
		List<ReceivedMessage> messages = new ArrayList<>();
		for (String child = in.nextChild(); child != null; child = in.nextChild()) {
			if (child.equals("Message")) {
				messages.add(readMessage(in, forbidden));
			}
			else {
				in.skip();
			}
		}
		return messages;
	}

	private static ReceivedMessage readMessage(XmlInput in, @Nullable ForbiddenCharacters forbidden)
			throws XMLStreamException, MalformedDocumentException {
		Map<String, String> parts = children(in);
		String damage = (forbidden != null) ? restore(parts, forbidden) : null;
		String body = parts.getOrDefault("MessageBody", "");
		String md5 = parts.get("MessageBodyMD5");
		if (damage == null && md5 != null && !BodyDigest.matches(md5, body)) {
			// XML makes one line feed of a carriage return and a line feed that are not
			// escaped.
			String lines = body.replace("\n", "\r\n");
			if (BodyDigest.matches(md5, lines)) {
				body = lines;
			}
			else {
				damage = "its body does not have the MD5 that the service gives for it";
			}
		}
		Instant publishTime = time(parts, "PublishTime", Instant.EPOCH);
		return new ReceivedMessage(required(parts, "MessageId"), parts.getOrDefault("ReceiptHandle", ""), body, md5,
				parts.get("MessageTag"), publishTime, time(parts, "FirstConsumeTime", publishTime),
				time(parts, "NextConsumeTime", Instant.EPOCH), (int) number(parts, "ConsumedTimes", 1),
				MessageProperties.unescape(MessageProperties.parse(parts.get("Properties"))), damage);
	}

	private static @Nullable String restore(Map<String, String> parts, ForbiddenCharacters forbidden) {
		String first = null;
		for (Map.Entry<String, String> part : parts.entrySet()) {
			String found = forbidden.first(part.getValue());
			if (found != null) {
				part.setValue(forbidden.restore(part.getValue()));
				first = (first == null || part.getKey().equals("MessageBody")) ? found : first;
			}
		}
		return (first != null) ? "it holds " + first + ", which XML 1.0 cannot carry" : null;
	}

	private static ErrorDocument readError(XmlInput in) throws XMLStreamException, MalformedDocumentException {
		Map<String, String> parts = children(in);
		return new ErrorDocument(PrintableText.orNull(parts.get("Code")), PrintableText.orNull(parts.get("Message")),
				PrintableText.orNull(parts.get("RequestId")), PrintableText.orNull(parts.get("HostId")));
	}

	private static List<Failure> readFailures(XmlInput in) throws XMLStreamException, MalformedDocumentException {
		List<Failure> failures = new ArrayList<>();
		for (String child = in.nextChild(); child != null; child = in.nextChild()) {
			if (child.equals("Error")) {
				Map<String, String> parts = children(in);
				failures.add(new Failure(parts.getOrDefault("ReceiptHandle", ""),
						PrintableText.of(parts.getOrDefault("ErrorCode", "")),
						PrintableText.of(parts.getOrDefault("ErrorMessage", ""))));
			}
			else {
				in.skip();
			}
		}
		return failures;
	}

	// Empty elements count as absent, as in most SDKs.
	private static Map<String, String> children(XmlInput in) throws XMLStreamException, MalformedDocumentException {
		Map<String, String> parts = new HashMap<>();
		for (String child = in.nextChild(); child != null; child = in.nextChild()) {
			String text = in.text();
			if (!text.isEmpty()) {
				parts.put(child, text);
			}
		}
		return parts;
	}

	private static String required(Map<String, String> parts, String name) throws MalformedDocumentException {
		String text = parts.get(name);
		if (text == null) {
			throw new MalformedDocumentException("The element " + name + " is missing.", null);
		}
		return text;
	}

	private static Instant time(Map<String, String> parts, String name, Instant absent)
			throws MalformedDocumentException {
		return parts.containsKey(name) ? Instant.ofEpochMilli(number(parts, name, 0)) : absent;
	}

	private static long number(Map<String, String> parts, String name, long absent) throws MalformedDocumentException {
		String text = parts.get(name);
		if (text == null) {
			return absent;
		}
		try {
			return Long.parseLong(text.strip());
		}
		catch (NumberFormatException ex) {
			// Its text quotes the element, so it is no cause.
			throw new MalformedDocumentException("The element " + name + " is not a number.", null);
		}
	}

}
