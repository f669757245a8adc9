package io.github.rocketmqhttp.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a client. Only the endpoint and credentials are required.
 */
public final class RocketMqHttpClientBuilder {

	private @Nullable URI endpoint;

	private @Nullable String instanceId;

	private @Nullable CredentialsProvider credentialsProvider;

	private Duration drainTimeout = Duration.ofSeconds(5);

	private boolean escapeProperties = true;

	private InstantSource clock = InstantSource.system();

	RocketMqHttpClientBuilder() {
	}

	/**
	 * Sets the address of the service.
	 * @param endpoint scheme {@code http} or {@code https} and a host, without path,
	 * query or user; a slash at the end is ignored
	 * @return this builder
	 * @throws IllegalArgumentException if it is no such address
	 */
	public RocketMqHttpClientBuilder endpoint(String endpoint) {
		this.endpoint = URI.create(endpoint);
		return this;
	}

	/**
	 * Sets the namespace of the instance.
	 * @param instanceId the instance id; {@code null} or blank for an instance without
	 * one
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder instanceId(@Nullable String instanceId) {
		this.instanceId = (instanceId == null || instanceId.isBlank()) ? null
				: ProtocolLimits.requireName("instance id", instanceId);
		return this;
	}

	/**
	 * Sets where credentials come from.
	 * @param credentialsProvider asked once per request
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder credentials(CredentialsProvider credentialsProvider) {
		this.credentialsProvider = credentialsProvider;
		return this;
	}

	/**
	 * Sets how property characters that the wire forbids are treated.
	 * @param escapeProperties {@code true} (default) percent-encodes them and marks the
	 * message; {@code false} refuses them, for consumers that know nothing of the marker
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder escapeProperties(boolean escapeProperties) {
		this.escapeProperties = escapeProperties;
		return this;
	}

	/**
	 * Sets how long {@link RocketMqHttpClient#close()} waits for running calls.
	 * @param drainTimeout zero or more; 5 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder drainTimeout(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
		return this;
	}

	/**
	 * Sets the clock behind the {@code Date} header.
	 * @param clock the clock; the system's by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder clock(InstantSource clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Builds the client. Nothing is sent yet.
	 * @return the client, to be closed
	 * @throws IllegalStateException if the endpoint or the credentials are missing
	 */
	public RocketMqHttpClient build() {
		return new HttpComponentsClient(settings());
	}

	private ClientSettings settings() {
		if (this.endpoint == null || this.credentialsProvider == null) {
			throw new IllegalStateException(
					"A client needs " + ((this.endpoint == null) ? "an endpoint" : "credentials") + ": set "
							+ ((this.endpoint == null) ? "endpoint(…)" : "credentials(…)") + " before build().");
		}
		return new ClientSettings(this.endpoint, this.instanceId, this.credentialsProvider, this.escapeProperties,
				this.drainTimeout, "rocketmq-http-client", this.clock,
				new ClientSettings.Connections(256, Duration.ofSeconds(5), Duration.ofSeconds(5),
						Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30), 80 * 1024 * 1024, null));
	}

}
