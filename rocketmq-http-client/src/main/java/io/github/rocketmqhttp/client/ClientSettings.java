package io.github.rocketmqhttp.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one client, checked by the builder.
 *
 * @param endpoint scheme, host and perhaps a port
 * @param instanceId namespace, {@code null} for an instance without one
 * @param credentials asked once per request
 * @param escapeProperties whether forbidden property characters are escaped or refused
 * @param drainTimeout how long closing waits for running calls
 * @param userAgent value of the {@code User-Agent} header
 * @param clock behind the {@code Date} header
 * @param connections limits of the connections
 * @param listener hears of every call, {@code null} for none
 */
record ClientSettings(URI endpoint, @Nullable String instanceId, CredentialsProvider credentials,
		boolean escapeProperties, Duration drainTimeout, String userAgent, InstantSource clock, Connections connections,
		@Nullable CallListener listener) {

	/**
	 * Limits of the connections, the same for both engines.
	 *
	 * @param max most connections of each engine
	 * @param connectTimeout for connecting, TLS handshake included
	 * @param requestTimeout for waiting until a connection is free
	 * @param responseTimeout longest silence while an answer is awaited
	 * @param pollMargin what a poll may be silent for beyond its wait time
	 * @param idleTimeout after which an unused connection is closed
	 * @param maxResponseBytes largest body of an answer
	 * @param tls trust and keys, {@code null} for those of the Java runtime
	 * @param proxy the proxy in between, {@code null} for none
	 */
	record Connections(int max, Duration connectTimeout, Duration requestTimeout, Duration responseTimeout,
			Duration pollMargin, Duration idleTimeout, int maxResponseBytes, @Nullable TlsSettings tls,
			@Nullable ProxySettings proxy) {

		Connections withTls(TlsSettings tls) {
			return new Connections(this.max, this.connectTimeout, this.requestTimeout, this.responseTimeout,
					this.pollMargin, this.idleTimeout, this.maxResponseBytes, tls, this.proxy);
		}

	}

}
