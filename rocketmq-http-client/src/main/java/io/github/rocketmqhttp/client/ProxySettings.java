package io.github.rocketmqhttp.client;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy that requests go through: an {@code https} endpoint in a tunnel
 * ({@code CONNECT}) that the proxy cannot look into, an {@code http} one by forwarding.
 * The way to the proxy itself is plain HTTP.
 *
 * @param host host name or address of the proxy, without scheme and port
 * @param port port of the proxy, 1 to 65535
 * @param username whom to say (Basic) who is asking; {@code null} to say nothing
 * @param password belongs to the user name; told to the proxy alone and never printed
 * @param nonProxyHosts hosts that are reached directly, such as {@code localhost},
 * {@code *.internal} or {@code 10.*}: a star stands for any text at the beginning or the
 * end
 */
public record ProxySettings(String host, int port, @Nullable String username, @Nullable String password,
		List<String> nonProxyHosts) {

	private static final int MAX_PORT = 65_535;

	/**
	 * Checks.
	 * @throws IllegalArgumentException if one of the values cannot work; the message
	 * names it, and never the password
	 */
	public ProxySettings {
		if (!host.matches("[A-Za-z0-9._\\-]+|\\[[0-9A-Fa-f:.]+]")) {
			throw new IllegalArgumentException("The proxy host" + (host.contains("@") ? "" : " '" + host + "'")
					+ " is no host name; write it like proxy.example.com, with the port and the user set on their own.");
		}
		if (port < 1 || port > MAX_PORT) {
			throw new IllegalArgumentException(
					"The port of the proxy '" + host + "' is " + port + "; it must be from 1 to " + MAX_PORT + ".");
		}
		if ((username == null) != (password == null)) {
			throw new IllegalArgumentException("The proxy '" + host + "' has a "
					+ ((username != null) ? "user name and no password" : "password and no user name")
					+ "; set both, or neither.");
		}
		if (username != null && username.contains(":")) {
			throw new IllegalArgumentException("The user name for the proxy '" + host
					+ "' holds a colon, which Basic authentication cannot carry; use another user.");
		}
		nonProxyHosts = List.copyOf(nonProxyHosts);
	}

	/**
	 * Creates settings of a proxy that asks for no user and leads everywhere.
	 * @param host host name or address of the proxy
	 * @param port port of the proxy
	 * @return the settings
	 */
	public static ProxySettings of(String host, int port) {
		return new ProxySettings(host, port, null, null, List.of());
	}

	/**
	 * Says whether requests to a host go through the proxy.
	 * @param target host of the endpoint
	 * @return false if it is one of those that are reached directly
	 */
	public boolean leadsTo(String target) {
		String name = target.toLowerCase(Locale.ROOT);
		return this.nonProxyHosts.stream().noneMatch((pattern) -> matches(pattern.toLowerCase(Locale.ROOT), name));
	}

	private static boolean matches(String pattern, String name) {
		boolean anyStart = pattern.startsWith("*");
		boolean anyEnd = pattern.length() > 1 && pattern.endsWith("*");
		String text = pattern.substring(anyStart ? 1 : 0, pattern.length() - (anyEnd ? 1 : 0));
		if (anyStart && anyEnd) {
			return name.contains(text);
		}
		if (anyStart) {
			return name.endsWith(text);
		}
		return anyEnd ? name.startsWith(text) : name.equals(text);
	}

	/**
	 * Names no password.
	 */
	@Override
	public String toString() {
		return "ProxySettings[host=" + this.host + ", port=" + this.port + ", username=" + this.username
				+ ", nonProxyHosts=" + this.nonProxyHosts + "]";
	}

}
