package io.github.rocketmqhttp.broker;

import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Keeps pages of web browsers away from a broker without keys, which listens on the
 * loopback interface only. A browser of the same machine reaches that interface, also
 * under a name that the page's owner lets point to it.
 */
final class LocalRequests {

	private static final String LOCAL = "(?:(?:[a-z0-9.-]{1,250}\\.)?localhost\\.?"
			+ "|127(?:\\.(?:[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}|\\[(?:::1|0:0:0:0:0:0:0:1)])(?::[0-9]{1,5})?";

	private static final Pattern HOST = Pattern.compile(LOCAL, Pattern.CASE_INSENSITIVE);

	private static final Pattern ORIGIN = Pattern.compile("https?://" + LOCAL, Pattern.CASE_INSENSITIVE);

	private LocalRequests() {
	}

	/**
	 * Refuses a request that names another host than this one, or comes from a page of
	 * another host.
	 */
	static void require(HttpRequest request) {
		for (Header host : request.getHeaders(HttpHeaders.HOST)) {
			require(HttpHeaders.HOST, HOST, host);
		}
		for (Header origin : request.getHeaders("Origin")) {
			require("Origin", ORIGIN, origin);
		}
	}

	private static void require(String name, Pattern pattern, Header header) {
		if (header.getValue() == null || !pattern.matcher(header.getValue()).matches()) {
			throw new RefusedException(ErrorCode.HTTP_FORBIDDEN, "The header " + name
					+ " does not name this machine. Use localhost or 127.0.0.1, or start the broker with keys.");
		}
	}

}
