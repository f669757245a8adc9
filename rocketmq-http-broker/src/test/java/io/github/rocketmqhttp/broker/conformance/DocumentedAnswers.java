package io.github.rocketmqhttp.broker.conformance;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The answers that the protocol documents for the captured requests.
 */
final class DocumentedAnswers {

	/** Cases that end otherwise than their operation usually does. */
	private static final Map<String, Expected> EXCEPTIONS = Map.of("pub-empty-body",
			refused(400, "InvalidArgument", "one SDK loses a whole batch over an empty body"), "pub-control-char-body",
			refused(400, "MalformedXML", "XML 1.0 has no such character"), "go/pub-control-char-body",
			new Expected(201, null, "sends U+FFFD instead of the character"), "node/pub-cdata-end-body",
			refused(400, "MalformedXML", "its CDATA section ends too early"), "pub-scheduled",
			refused(400, "InvalidArgument", "2030 is more than 40 days ahead"), "pub-all",
			refused(400, "InvalidArgument", "a message is ordered or scheduled, not both"), "con-range",
			refused(400, "InvalidArgument", "more than 16 messages, longer than 30 seconds"), "go/con-range",
			new Expected(200, null, "sends 16 and no wait time"), "ack-none",
			refused(400, "MissingReceiptHandle", "there is nothing to acknowledge"));

	private DocumentedAnswers() {
	}

	static Expected of(CapturedRequest request) {
		Expected exception = EXCEPTIONS.get(request.toString());
		if (exception == null) {
			exception = EXCEPTIONS.get(request.id());
		}
		return (exception != null) ? exception : usual(request.operation());
	}

	private static Expected usual(String operation) {
		return switch (operation) {
			case "publish", "publishTrans" -> new Expected(201, null, "stored");
			case "consume", "consumeOrderly", "consumeHalf" -> new Expected(200, null, "a message waits for it");
			case "ack", "commit", "rollback" ->
				refused(404, "ReceiptHandleError", "this broker never gave the handles out");
			default -> throw new IllegalArgumentException("An operation without an answer: " + operation);
		};
	}

	private static Expected refused(int status, String code, String reason) {
		return new Expected(status, code, reason);
	}

	/**
	 * One answer.
	 *
	 * @param status the HTTP status
	 * @param code the code of the error document; {@code null} for a success
	 * @param reason why
	 */
	record Expected(int status, @Nullable String code, String reason) {
	}

}
