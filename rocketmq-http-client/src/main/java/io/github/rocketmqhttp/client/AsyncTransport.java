package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedSelectorException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends asynchronous calls through the asynchronous engine of HttpClient 5, so that a
 * pending long poll holds no thread. Two I/O threads serve all of them.
 */
final class AsyncTransport {

	private static final Logger logger = LoggerFactory.getLogger(AsyncTransport.class);

	private static final int IO_THREADS = 2;

	private final EngineSettings settings;

	private final Route route;

	private final int maxResponseBytes;

	private final int maxConnections;

	private final PoolingAsyncClientConnectionManager connections;

	private final CloseableHttpAsyncClient client;

	private final IdleConnectionEvictor evictor;

	private final CallWatch watch;

	private volatile boolean closing;

	AsyncTransport(EngineSettings settings) {
		this.settings = settings;
		this.route = settings.route();
		this.maxResponseBytes = settings.maxResponseBytes();
		this.maxConnections = settings.maxConnections();
		this.connections = settings.asyncConnections();
		this.evictor = settings.evictor(this.connections);
		this.watch = settings.watch();
		this.client = HttpAsyncClientBuilder.create()
			.setConnectionManager(new GuardedConnections(this.connections, new AnswerGuard(settings.http1())))
			.setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(IO_THREADS).setTcpNoDelay(true).build())
			.setProxy(this.route.proxyHost())
			.setHttp1Config(settings.http1())
			.setThreadFactory(settings.threads("io"))
			.setIoSessionDecorator(this.route.isPlain() ? PlainSession::new : null)
			.setIoReactorExceptionCallback((failure) -> ioFailed(failure, this.closing))
			.addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "rocketmq-http.arrival",
					AsyncTransport::connected)
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableConnectionState()
			.build();
		this.client.start();
		this.evictor.start();
	}

	/**
	 * Sends a request.
	 * @return the answer, completed by an I/O thread; completing it from outside, by
	 * cancelling it for example, aborts the request and closes its connection
	 */
	CompletableFuture<WireResponse> exchange(WireRequest request) {
		BasicHttpRequest message = new BasicHttpRequest(request.method(), this.route.host(), request.target());
		for (Header header : request.headers()) {
			message.addHeader(header);
		}
		HttpClientContext context = this.route.newContext(request.config());
		AsyncExchange exchange = new AsyncExchange(this.settings.longestWait(), this.settings.longestCall(request));
		exchange.runIn(context);
		this.watch.add(exchange);
		Future<?> running = this.client.execute(this.route.host(),
				new BasicRequestProducer(message, entity(request.body())),
				new BoundedResponseConsumer(this.maxResponseBytes, (response) -> settle(exchange, response, context)),
				null, context, exchange);
		CompletableFuture<?> unused = exchange.answer().whenComplete((response, failure) -> {
			this.watch.remove(exchange);
			exchange.release();
			running.cancel(true);
		});
		return exchange.answer();
	}

	private void settle(AsyncExchange exchange, WireResponse response, HttpClientContext context) {
		ProxyRefusedException refusal = this.route.refusal(response, context);
		if (refusal != null) {
			exchange.failed(refusal);
		}
		else {
			exchange.answer().complete(response);
		}
	}

	private static void ioFailed(Exception failure, boolean closing) {
		// The engine lets the thread that closes it race with its own for selector and
		// channels: a thread may end with an exception then, of one type or another.
		if (closing || failure instanceof ClosedSelectorException) {
			logger.debug("An I/O thread found its channels closed already", failure);
			return;
		}
		logger.error("An I/O thread of the client has ended, so polls may fail; restart the application", failure);
	}

	private static void connected(HttpRequest request, @Nullable AsyncEntityProducer entity, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		Route.arrived(scope.clientContext);
		AsyncExchange exchange = AsyncExchange.of(scope.clientContext);
		if (exchange == null || exchange.connected(scope.execRuntime)) {
			chain.proceed(request, entity, scope, callback);
		}
		else {
			callback.failed(new InterruptedIOException("Cancelled before it was sent."));
		}
	}

	private static @Nullable AsyncEntityProducer entity(byte @Nullable [] body) {
		return (body != null) ? new BasicAsyncEntityProducer(body, null) : null;
	}

	ConnectionUse.Pool use() {
		PoolStats stats = this.connections.getTotalStats();
		// Not the manager's own total: a lax pool has none.
		return new ConnectionUse.Pool(stats.getLeased(), stats.getAvailable(), stats.getPending(), this.maxConnections);
	}

	/**
	 * Closes the connections that no call uses at present.
	 */
	void closeIdle() {
		this.connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
	}

	/**
	 * Aborts running calls, closes every connection and ends the threads.
	 */
	void close() {
		this.closing = true;
		// The engine's shutdown does not tell every call, so each is ended here first.
		this.watch.close();
		this.evictor.shutdown();
		this.client.close(CloseMode.IMMEDIATE);
	}

}
