package io.github.rocketmqhttp.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Checks the address of the service. The requests that the SDKs sign start at the root of
 * the host, so an address with a path, a query or a user cannot work.
 */
final class EndpointParser {

	private static final int MAX_PORT = 65535;

	private EndpointParser() {
	}

	/**
	 * Parses an address.
	 * @param endpoint scheme and host, perhaps a port and a slash at the end
	 * @return scheme, host and port only
	 * @throws IllegalArgumentException if it is anything else; the message names the
	 * address without user and query
	 */
	static URI parse(String endpoint) {
		String text = endpoint.strip();
		URI uri;
		try {
			uri = new URI(text);
		}
		catch (URISyntaxException ex) {
			// Not kept as the cause: its message repeats the whole address.
			throw refused(endpoint, "is no address");
		}
		String problem = problem(uri);
		if (problem != null) {
			throw refused(endpoint, problem);
		}
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		return URI.create(scheme + "://" + uri.getHost() + ((uri.getPort() >= 0) ? ":" + uri.getPort() : ""));
	}

	private static @Nullable String problem(URI uri) {
		if (uri.getScheme() == null || !uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")) {
			return "has no scheme http or https";
		}
		if (uri.getRawUserInfo() != null || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
			return "names a user: credentials are set on their own";
		}
		if (uri.getHost() == null) {
			return "has no host made of letters, digits, '-' and '.'";
		}
		if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
			return "has a port outside 1 to " + MAX_PORT;
		}
		if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
			return "has a path";
		}
		return (uri.getRawQuery() != null || uri.getRawFragment() != null) ? "has a query or a fragment" : null;
	}

	private static IllegalArgumentException refused(String endpoint, String problem) {
		return new IllegalArgumentException("The endpoint '" + withoutSecrets(endpoint) + "' " + problem
				+ "; write it like https://host or http://host:port.");
	}

	// What stands before an '@' or behind a '?' may be a secret.
	private static String withoutSecrets(String endpoint) {
		int query = endpoint.indexOf('?');
		String text = (query >= 0) ? endpoint.substring(0, query) + "?…" : endpoint;
		int at = text.lastIndexOf('@');
		int start = text.indexOf("://");
		return (at >= 0) ? text.substring(0, (start >= 0 && start < at) ? start + 3 : 0) + "…" + text.substring(at)
				: text;
	}

}
