package io.github.rocketmqhttp.reliability.faults;

import java.util.List;

/**
 * The operations of the protocol, told apart as the broker does: by method, the
 * {@code trans} parameter and, for a half message, the property that makes it one.
 */
public enum HttpOperation {

	/** A normal, scheduled or ordered message. */
	PUBLISH,

	/** A half message: its properties name {@code __TransCheckT}. */
	HALF_PUBLISH,

	/** Phase two, {@code trans=commit}. */
	COMMIT,

	/** Phase two, {@code trans=rollback}. */
	ROLLBACK,

	/** A poll for undecided half messages, {@code trans=pop}. */
	BACK_CHECK,

	/** A poll for messages, in order or not. */
	CONSUME,

	/** Acknowledges deliveries. */
	ACKNOWLEDGE,

	/** Not of the protocol. */
	OTHER;

	static HttpOperation of(HttpMessage request) {
		String[] startLine = request.startLine().split(" ", 3);
		if (startLine.length < 2) {
			return OTHER;
		}
		int query = startLine[1].indexOf('?');
		List<String> parameters = (query < 0) ? List.of() : List.of(startLine[1].substring(query + 1).split("&"));
		return switch (startLine[0]) {
			case "POST" -> isHalf(request.body()) ? HALF_PUBLISH : PUBLISH;
			case "GET" -> parameters.contains("trans=pop") ? BACK_CHECK : CONSUME;
			case "DELETE" -> decision(parameters);
			default -> OTHER;
		};
	}

	private static HttpOperation decision(List<String> parameters) {
		if (parameters.contains("trans=commit")) {
			return COMMIT;
		}
		return parameters.contains("trans=rollback") ? ROLLBACK : ACKNOWLEDGE;
	}

	private static boolean isHalf(String document) {
		int start = document.indexOf("<Properties>");
		int end = document.indexOf("</Properties>", Math.max(start, 0));
		return start >= 0 && end >= 0 && document.substring(start, end).contains("__TransCheckT:");
	}

}
