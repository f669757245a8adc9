package io.github.rocketmqhttp.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived.
 *
 * @param connection number of the connection, from 1
 * @param method the method
 * @param target the raw request target
 * @param headers names and values as spelt, in order
 * @param body the body as UTF-8 text, empty for none
 */
record RecordedRequest(int connection, String method, String target, List<Map.Entry<String, String>> headers,
		String body) {

	Optional<String> header(String name) {
		return this.headers.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase(name))
			.map(Map.Entry::getValue)
			.findFirst();
	}

}
