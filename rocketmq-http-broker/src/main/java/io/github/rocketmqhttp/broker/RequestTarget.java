package io.github.rocketmqhttp.broker;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.broker.store.TopicId;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.PrintableText;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, taken apart. Any prefix may stand before {@code /topics/}, and
 * slashes may be doubled: SDKs treat endpoints with a path differently.
 */
final class RequestTarget {

	private static final Pattern PATH = Pattern.compile("(?:.*/)?topics/+([^/]+)/+messages/*");

	/** The service's own words, which programs may look for. */
	static final String INVALID_URL = "Http request URL format invalid. ";

	private static final String INVALID_ITEM = "Http request URL contains invalid querystring item \"";

	private static final Set<String> KNOWN = Set.of("ns", "consumer", "numOfMessages", "waitseconds", "tag", "trans");

	private final TopicId topic;

	private final Map<String, String> parameters;

	private RequestTarget(TopicId topic, Map<String, String> parameters) {
		this.topic = topic;
		this.parameters = parameters;
	}

	/**
	 * Takes a raw target apart.
	 * @param method the method, which shares the request line
	 * @param target path and query as sent
	 * @return its parts
	 * @throws RefusedException if it is none of the protocol's
	 */
	static RequestTarget parse(String method, String target) {
		int line = method.length() + target.length() + " ".length() + " HTTP/1.1".length();
		if (line > ProtocolLimits.MAX_REQUEST_LINE) {
			throw new RefusedException(ErrorCode.INVALID_REQUEST_URL, INVALID_URL + "The request line has " + line
					+ " characters; at most " + ProtocolLimits.MAX_REQUEST_LINE + " are allowed.");
		}
		int question = target.indexOf('?');
		String path = (question >= 0) ? target.substring(0, question) : target;
		Matcher matcher = PATH.matcher(path);
		if (!matcher.matches()) {
			throw new RefusedException(ErrorCode.INVALID_REQUEST_URL,
					INVALID_URL + "The path is not /topics/{topic}/messages, the only one that this service has.");
		}
		Map<String, String> parameters = (question >= 0) ? query(target.substring(question + 1)) : Map.of();
		String instanceId = parameters.getOrDefault("ns", "");
		return new RequestTarget(new TopicId(instanceId, decode(matcher.group(1))), parameters);
	}

	private static Map<String, String> query(String query) {
		Map<String, String> parameters = new HashMap<>();
		for (String pair : query.split("&", -1)) {
			int equals = pair.indexOf('=');
			String name = decode((equals >= 0) ? pair.substring(0, equals) : pair);
			String value = (equals >= 0) ? decode(pair.substring(equals + 1)) : "";
			if (!name.isEmpty() && !KNOWN.contains(name)) {
				throw new RefusedException(ErrorCode.INVALID_QUERY_STRING,
						INVALID_ITEM + PrintableText.of(name) + "\".");
			}
			if (!name.isEmpty() && parameters.put(name, value) != null) {
				throw new RefusedException(ErrorCode.INVALID_QUERY_STRING,
						INVALID_ITEM + name + "\". It is there twice.");
			}
		}
		return parameters;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new RefusedException(ErrorCode.INVALID_QUERY_STRING,
					"The request target holds a percent sign that two hexadecimal digits do not follow.");
		}
	}

	TopicId topic() {
		return this.topic;
	}

	/**
	 * A parameter, decoded.
	 * @return its text, or {@code null} when it is absent or empty
	 */
	@Nullable String parameter(String name) {
		String value = this.parameters.get(name);
		return (value != null && !value.isEmpty()) ? value : null;
	}

	/**
	 * A parameter that must be there.
	 */
	String required(String name) {
		String value = parameter(name);
		if (value == null) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The parameter '" + name + "' is missing.");
		}
		return value;
	}

	/**
	 * A parameter that is a whole number.
	 */
	int number(String name, String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
					"The parameter '" + name + "' is not a whole number.");
		}
	}

}
