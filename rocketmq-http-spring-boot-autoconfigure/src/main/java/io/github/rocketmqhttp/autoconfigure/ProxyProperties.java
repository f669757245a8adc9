package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.github.rocketmqhttp.client.ProxySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code rocketmq-http.client.proxy.*}. Blank text counts as absent.
 *
 * @param host host name or address of the HTTP proxy. Without one, requests go directly
 * to the endpoint, whatever proxies the system properties of the Java runtime name.
 * @param port port of the proxy. Required if there is a host.
 * @param username user to tell the proxy, with Basic authentication.
 * @param password password of that user. Only the proxy is told.
 * @param nonProxyHosts hosts of endpoints that are reached directly. A star at the
 * beginning or the end stands for any text.
 */
public record ProxyProperties(@Nullable String host, @Nullable Integer port, @Nullable String username,
		@Nullable String password, @DefaultValue( {
				"localhost", "127.*", "[::1]" }) List<String> nonProxyHosts){

	/**
	 * Strips. The owner checks, because the names of the properties hold that of the
	 * instance.
	 */
	public ProxyProperties {
		host = PropertyRules.textOrNull(host);
		username = PropertyRules.textOrNull(username);
		password = PropertyRules.textOrNull(password);
		nonProxyHosts = nonProxyHosts.stream().map(String::strip).filter((name) -> !name.isEmpty()).toList();
	}

	void check(String prefix) {
		if (this.host == null) {
			return;
		}
		if (this.port == null) {
			throw new InvalidConfigurationException(
					"The property '" + prefix + "host' is set, but '" + prefix + "port' is not.",
					"Set " + prefix + "port to the port of the proxy, or remove " + prefix + "host.");
		}
		try {
			settings();
		}
		catch (IllegalArgumentException ex) {
			// Its message never holds the password.
			throw new InvalidConfigurationException(
					"The properties '" + prefix + "*' are not usable. " + ex.getMessage(),
					"Correct " + prefix + "host, port, username and password.");
		}
	}

	/**
	 * Hands the settings over.
	 * @return the proxy, {@code null} for none
	 */
	@Nullable ProxySettings settings() {
		return (this.host != null && this.port != null)
				? new ProxySettings(this.host, this.port, this.username, this.password, this.nonProxyHosts) : null;
	}

	/**
	 * Names no password.
	 */
	@Override
	public String toString() {
		return "ProxyProperties[host=" + this.host + ", port=" + this.port + ", username=" + this.username
				+ ", nonProxyHosts=" + this.nonProxyHosts + "]";
	}

}
