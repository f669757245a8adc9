package io.github.rocketmqhttp.autoconfigure;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of an endpoint on another machine whose address begins with {@code http}: message
 * bodies, and the token of temporary credentials, can be read on the way to it.
 */
final class PlainHttpWarning {

	private static final Logger logger = LoggerFactory.getLogger(PlainHttpWarning.class);

	private PlainHttpWarning() {
	}

	/**
	 * Looks at the address of a client that is being made.
	 */
	static void check(RocketMqHttpConnectionDetails connectionDetails) {
		URI endpoint = URI.create(connectionDetails.getEndpoint().strip());
		if ("http".equalsIgnoreCase(endpoint.getScheme()) && !isLoopback(endpoint.getHost())) {
			logger.warn(
					"The endpoint {} is not encrypted: others on the way can read messages. Set rocketmq-http.endpoint "
							+ "to its https:// address.",
					endpoint);
		}
	}

	// Names are not resolved: that could take seconds, and the answer may change.
	private static boolean isLoopback(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		if (name.equals("localhost") || name.endsWith(".localhost")) {
			return true;
		}
		if (!name.startsWith("[") && !name.matches("[0-9.]+")) {
			return false;
		}
		try {
			return InetAddress.getByName(name).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
