package io.github.rocketmqhttp.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a client. Only the endpoint and credentials are required. A
 * setting that cannot work is refused at once with an {@link IllegalArgumentException}
 * that names it. To be used by one thread.
 */
public final class RocketMqHttpClientBuilder {

	private static final Duration LONGEST = Duration.ofDays(1);

	private @Nullable URI endpoint;

	private @Nullable String instanceId;

	private @Nullable CredentialsProvider credentialsProvider;

	private int maxConnections = 256;

	private Duration connectTimeout = Duration.ofSeconds(5);

	private Duration connectionRequestTimeout = Duration.ofSeconds(5);

	private Duration responseTimeout = Duration.ofSeconds(10);

	private Duration pollMargin = Duration.ofSeconds(5);

	private Duration idleTimeout = Duration.ofSeconds(30);

	// 16 messages of 4 MiB and a quarter for markup and escapes.
	private int maxResponseBytes = 80 * 1024 * 1024;

	private @Nullable TlsSettings tls;

	private @Nullable ProxySettings proxy;

	private Duration drainTimeout = Duration.ofSeconds(5);

	private boolean escapeProperties = true;

	private String userAgent = defaultUserAgent();

	private @Nullable CallListener callListener;

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
		this.endpoint = EndpointParser.parse(endpoint);
		return this;
	}

	/**
	 * Sets the namespace of the instance.
	 * @param instanceId the instance id; {@code null} or blank for an instance without
	 * one
	 * @return this builder
	 * @throws IllegalArgumentException if it cannot stand in a URL
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
	 * Sets how many connections may be open at once, separately for blocking and for
	 * asynchronous calls. Every running call has one, a pending long poll too.
	 * @param maxConnections at least 1; 256 by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder maxConnections(int maxConnections) {
		this.maxConnections = atLeastOne("maxConnections", maxConnections);
		return this;
	}

	/**
	 * Sets how long connecting may take, and the TLS handshake after it once more.
	 * @param connectTimeout more than zero; 5 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = positive("connectTimeout", connectTimeout);
		return this;
	}

	/**
	 * Sets how long a call may wait for a free connection when all are in use; an
	 * asynchronous one waits up to the connect time-out longer.
	 * @param connectionRequestTimeout more than zero; 5 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder connectionRequestTimeout(Duration connectionRequestTimeout) {
		this.connectionRequestTimeout = positive("connectionRequestTimeout", connectionRequestTimeout);
		return this;
	}

	/**
	 * Sets the longest silence of the service while a call other than a poll waits for
	 * its answer. However few bytes it sends now and then, the answer must be complete
	 * when this time and those for a free connection and for connecting have passed.
	 * @param responseTimeout more than zero; 10 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder responseTimeout(Duration responseTimeout) {
		this.responseTimeout = positive("responseTimeout", responseTimeout);
		return this;
	}

	/**
	 * Sets what a poll may be silent for beyond its own wait time. Its answer must be
	 * complete when both and the times for a free connection and for connecting have
	 * passed.
	 * @param pollMargin more than zero; 5 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder pollMargin(Duration pollMargin) {
		this.pollMargin = positive("pollMargin", pollMargin);
		return this;
	}

	/**
	 * Sets after which time without use a connection is closed; less than the idle
	 * time-out of whatever stands between here and the service.
	 * @param idleTimeout more than zero; 30 s by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder idleTimeout(Duration idleTimeout) {
		this.idleTimeout = positive("idleTimeout", idleTimeout);
		return this;
	}

	/**
	 * Sets how large the body of an answer may be: more is not read into memory.
	 * @param maxResponseBytes at least 1; 80 MiB by default, enough for 16 messages of 4
	 * MiB
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder maxResponseBytes(int maxResponseBytes) {
		this.maxResponseBytes = atLeastOne("maxResponseBytes", maxResponseBytes);
		return this;
	}

	/**
	 * Sets whom to trust and which key to show when the endpoint is an {@code https} one.
	 * Certificate and host name are verified in any case.
	 * @param tls the context; {@code null} (default) for that of the Java runtime
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder tls(@Nullable SSLContext tls) {
		this.tls = (tls != null) ? TlsSettings.of(tls) : null;
		return this;
	}

	/**
	 * Sets how to speak TLS when the endpoint is an {@code https} one.
	 * @param tls the settings; {@link RocketMqHttpClient#replaceTls} exchanges them later
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder tlsSettings(TlsSettings tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Sets the proxy that requests go through. The system properties of the Java runtime
	 * for proxies are not read.
	 * @param proxy the proxy; {@code null} (default) to reach the service directly
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder proxy(@Nullable ProxySettings proxy) {
		this.proxy = proxy;
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
		this.drainTimeout = drainTimeout.isZero() ? drainTimeout : positive("drainTimeout", drainTimeout);
		return this;
	}

	/**
	 * Sets how the client names itself.
	 * @param userAgent printable ASCII; {@code rocketmq-http-client/} and the version by
	 * default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder userAgent(String userAgent) {
		if (userAgent.isBlank() || !userAgent.chars().allMatch((c) -> c >= 0x20 && c < 0x7f)) {
			throw new IllegalArgumentException(
					"The userAgent is blank or holds a character that a header cannot carry; use printable ASCII.");
		}
		this.userAgent = userAgent;
		return this;
	}

	/**
	 * Sets the clock behind the {@code Date} header; the service refuses a date that is
	 * 15 minutes off.
	 * @param clock the clock; the system's by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder clock(InstantSource clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Sets what hears of every request.
	 * @param listener the listener; none by default
	 * @return this builder
	 */
	public RocketMqHttpClientBuilder callListener(CallListener listener) {
		this.callListener = listener;
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
				this.drainTimeout, this.userAgent, this.clock,
				new ClientSettings.Connections(this.maxConnections, this.connectTimeout, this.connectionRequestTimeout,
						this.responseTimeout, this.pollMargin, this.idleTimeout, this.maxResponseBytes, this.tls,
						this.proxy),
				this.callListener);
	}

	private static String defaultUserAgent() {
		String version = RocketMqHttpClient.class.getPackage().getImplementationVersion();
		return "rocketmq-http-client/" + ((version != null) ? version : "development");
	}

	private static int atLeastOne(String what, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("The setting " + what + " is " + value + "; it must be at least 1.");
		}
		return value;
	}

	private static Duration positive(String what, Duration value) {
		if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"The setting " + what + " is " + value + "; it must be from 1 ms to " + LONGEST.toHours() + " h.");
		}
		return value;
	}

}
