package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Translates the settings of a client into those of HttpClient 5, the same for both
 * engines.
 */
final class EngineSettings {

	/**
	 * Response headers beyond these bounds are a protocol violation. The buffers are
	 * those of HttpCore 5.3; newer ones have four times as much for each connection.
	 */
	private static final Http1Config HTTP_1 = Http1Config.custom()
		.setBufferSize(8 * 1024)
		.setMaxLineLength(8 * 1024)
		.setMaxHeaderCount(100)
		.build();

	// A connection that was unused for longer is looked at before it carries a request.
	private static final TimeValue VALIDATE_AFTER = TimeValue.ofSeconds(2);

	private static final long SHORTEST_EVICTION_MILLIS = 50;

	private static final long SHORTEST_LOOK_MILLIS = 10;

	private static final long LONGEST_LOOK_MILLIS = 100;

	private final ClientSettings.Connections settings;

	private final Route route;

	EngineSettings(URI endpoint, ClientSettings.Connections settings) {
		this(Route.of(endpoint, settings.proxy()), settings);
	}

	private EngineSettings(Route route, ClientSettings.Connections settings) {
		this.route = route;
		this.settings = settings;
	}

	EngineSettings withTls(TlsSettings tls) {
		return new EngineSettings(this.route, this.settings.withTls(tls));
	}

	Route route() {
		return this.route;
	}

	int maxConnections() {
		return this.settings.max();
	}

	int maxResponseBytes() {
		return this.settings.maxResponseBytes();
	}

	/**
	 * Longest time from a call to its established connection.
	 */
	Duration longestWait() {
		return this.settings.requestTimeout().plus(this.settings.connectTimeout());
	}

	/**
	 * Longest time from a call to the end of its answer.
	 */
	Duration longestCall(WireRequest request) {
		Duration longest = longestWait().plus(request.config().getResponseTimeout().toDuration());
		return (request.config() instanceof LimitedRequestConfig limited) ? limited.shorten(longest) : longest;
	}

	/**
	 * Ends calls about as accurately as their time-outs are set.
	 */
	CallWatch watch() {
		long tenth = Math.min(longestWait().toMillis(), this.settings.responseTimeout().toMillis()) / 10;
		long interval = Math.min(LONGEST_LOOK_MILLIS, Math.max(SHORTEST_LOOK_MILLIS, tenth));
		return new CallWatch(threads("timer"), Duration.ofMillis(interval));
	}

	/**
	 * Closes idle connections in a thread of its own.
	 */
	IdleConnectionEvictor evictor(ConnPoolControl<HttpRoute> connections) {
		long interval = Math.max(SHORTEST_EVICTION_MILLIS, this.settings.idleTimeout().toMillis() / 4);
		return new IdleConnectionEvictor(connections, threads("evictor"), TimeValue.ofMilliseconds(interval),
				TimeValue.of(this.settings.idleTimeout()));
	}

	ThreadFactory threads(String role) {
		return new DefaultThreadFactory("rocketmq-http-client-" + role, true);
	}

	Http1Config http1() {
		return HTTP_1;
	}

	/**
	 * The time-outs of one kind of request; engines read them per request.
	 */
	RequestConfig requestConfig(Duration responseTimeout) {
		return RequestConfig.custom()
			.setConnectionRequestTimeout(Timeout.of(this.settings.requestTimeout()))
			.setResponseTimeout(Timeout.of(responseTimeout))
			.setRedirectsEnabled(false)
			.setAuthenticationEnabled(false)
			.setContentCompressionEnabled(false)
			.setExpectContinueEnabled(false)
			.setProtocolUpgradeEnabled(false)
			.build();
	}

	/**
	 * Connections of the blocking engine. Its callers contend for the pool, and the
	 * strict one makes them queue for a lock: publishing at 8 and 32 threads the lax one
	 * reached 1.3 times its rate, with half its 99th percentile at 32. With one route
	 * both keep the limit, and a proxy does not make it two.
	 */
	PoolingHttpClientConnectionManager classicConnections() {
		return PoolingHttpClientConnectionManagerBuilder.create()
			.setConnectionFactory(EngineSettings::classicConnection)
			.setTlsSocketStrategy(tlsStrategy())
			.setDefaultTlsConfig(tlsConfig())
			.setDefaultConnectionConfig(connectionConfig())
			.setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
			.setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
			.setConnPoolPolicy(PoolReusePolicy.LIFO)
			.setMaxConnTotal(this.settings.max())
			.setMaxConnPerRoute(this.settings.max())
			.build();
	}

	private static ManagedHttpClientConnection classicConnection(@Nullable Socket socket) throws IOException {
		AnswerTurn turn = new AnswerTurn();
		return ManagedHttpClientConnectionFactory.builder()
			.http1Config(HTTP_1)
			.requestWriterFactory(() -> new TurnAwareRequestWriter(turn))
			.responseParserFactory((config) -> new PlainResponseParser(HTTP_1, turn))
			.build()
			.createConnection(socket);
	}

	PoolingAsyncClientConnectionManager asyncConnections() {
		return PoolingAsyncClientConnectionManagerBuilder.create()
			.setTlsStrategy(tlsStrategy())
			.setDefaultTlsConfig(tlsConfig())
			.setDefaultConnectionConfig(connectionConfig())
			.setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
			.setConnPoolPolicy(PoolReusePolicy.LIFO)
			.setMaxConnTotal(this.settings.max())
			.setMaxConnPerRoute(this.settings.max())
			.build();
	}

	private ConnectionConfig connectionConfig() {
		return ConnectionConfig.custom()
			.setConnectTimeout(Timeout.of(this.settings.connectTimeout()))
			.setSocketTimeout(Timeout.of(this.settings.responseTimeout()))
			.setValidateAfterInactivity(VALIDATE_AFTER)
			.build();
	}

	private TlsConfig tlsConfig() {
		return TlsConfig.custom()
			.setHandshakeTimeout(Timeout.of(this.settings.connectTimeout()))
			.setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
			.build();
	}

	private DefaultClientTlsStrategy tlsStrategy() {
		TlsSettings tls = this.settings.tls();
		if (tls == null) {
			return new DefaultClientTlsStrategy(SSLContexts.createSystemDefault());
		}
		return new DefaultClientTlsStrategy(tls.context(), namesOrNull(tls.protocols()),
				namesOrNull(tls.cipherSuites()), SSLBufferMode.STATIC, HostnameVerificationPolicy.BOTH, null);
	}

	private static String @Nullable [] namesOrNull(List<String> names) {
		return names.isEmpty() ? null : names.toArray(String[]::new);
	}

}
