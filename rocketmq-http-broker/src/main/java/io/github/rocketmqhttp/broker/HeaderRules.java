package io.github.rocketmqhttp.broker;

import java.util.List;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What the headers of every request must fulfil, beside those that sign it.
 */
final class HeaderRules {

	private static final String VERSION = "x-mq-version";

	/** Which of two counted, each reader of a request would decide for itself. */
	private static final List<String> SINGLE = List.of(HttpHeaders.HOST, HttpHeaders.AUTHORIZATION, HttpHeaders.DATE,
			VERSION, HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_MD5, "security-token");

	private HeaderRules() {
	}

	/**
	 * Refuses headers of which there may be one only.
	 */
	static void requireSingle(HttpRequest request) {
		for (String name : SINGLE) {
			if (request.countHeaders(name) > 1) {
				throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
						"The request has the header " + name + " twice.");
			}
		}
	}

	/**
	 * Refuses a request that does not say for which host it is meant.
	 */
	static void requireHost(HttpRequest request) {
		requirePresent(request, HttpHeaders.HOST);
	}

	/**
	 * Refuses a request that does not say which version of the protocol it speaks; every
	 * SDK does.
	 */
	static void requireVersion(HttpRequest request) {
		requirePresent(request, VERSION);
	}

	private static void requirePresent(HttpRequest request, String name) {
		Header header = request.getFirstHeader(name);
		if (header == null || header.getValue() == null || header.getValue().isBlank()) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The header " + name + " is missing.");
		}
	}

}
