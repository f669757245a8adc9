package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sends asynchronous calls through the asynchronous engine of HttpClient 5, so that a
 * pending long poll holds no thread. Two I/O threads serve all of them.
 */
final class AsyncTransport {

	private static final int IO_THREADS = 2;

	private static final String WAITING = "rocketmq-http.waiting";

	private final HttpHost host;

	private final int maxResponseBytes;

	private final CloseableHttpAsyncClient client;

	private final IdleConnectionEvictor evictor;

	private final ScheduledThreadPoolExecutor timer;

	private final Duration longestWait;

	AsyncTransport(EngineSettings settings) {
		this.host = settings.host();
		this.maxResponseBytes = settings.maxResponseBytes();
		PoolingAsyncClientConnectionManager connections = settings.asyncConnections();
		this.evictor = settings.evictor(connections);
		this.timer = new ScheduledThreadPoolExecutor(1, settings.threads("timer"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.longestWait = settings.longestWait();
		this.client = HttpAsyncClientBuilder.create()
			.setConnectionManager(connections)
			.setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(IO_THREADS).setTcpNoDelay(true).build())
			.setHttp1Config(settings.http1())
			.setThreadFactory(settings.threads("io"))
			.addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), WAITING, AsyncTransport::connected)
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
		CompletableFuture<WireResponse> answer = new CompletableFuture<>();
		BasicHttpRequest message = new BasicHttpRequest(request.method(), this.host, request.target());
		for (Header header : request.headers()) {
			message.addHeader(header);
		}
		HttpClientContext context = HttpClientContext.create();
		context.setRequestConfig(request.config());
		Future<?> waiting = this.timer.schedule(() -> answer.completeExceptionally(tooLong()),
				this.longestWait.toMillis(), TimeUnit.MILLISECONDS);
		context.setAttribute(WAITING, waiting);
		Future<?> running = this.client.execute(this.host, new BasicRequestProducer(message, entity(request.body())),
				new BoundedResponseConsumer(this.maxResponseBytes, answer), null, context, new Failing(answer));
		CompletableFuture<?> unused = answer.whenComplete((response, failure) -> {
			waiting.cancel(false);
			running.cancel(true);
		});
		return answer;
	}

	// The pool looks at the deadlines of those who wait for a connection only when
	// another
	// call comes or goes, so they are watched here until they have one.
	private static void connected(HttpRequest request, @Nullable AsyncEntityProducer entity, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		if (scope.clientContext.getAttribute(WAITING) instanceof Future<?> waiting) {
			waiting.cancel(false);
		}
		chain.proceed(request, entity, scope, callback);
	}

	private static ConnectionRequestTimeoutException tooLong() {
		return new ConnectionRequestTimeoutException("No connection was free and established in time.");
	}

	private static @Nullable AsyncEntityProducer entity(byte @Nullable [] body) {
		return (body != null) ? new BasicAsyncEntityProducer(body, null) : null;
	}

	/**
	 * Aborts running calls, closes every connection and ends the threads.
	 */
	void close() {
		this.evictor.shutdown();
		this.timer.shutdownNow();
		this.client.close(CloseMode.IMMEDIATE);
	}

	/**
	 * Hands failures on; an answer completes through its consumer.
	 */
	private record Failing(CompletableFuture<WireResponse> answer) implements FutureCallback<WireResponse> {

		@Override
		public void completed(WireResponse response) {
			// The connection is not back in its pool yet: see BoundedResponseConsumer.
		}

		@Override
		public void failed(Exception ex) {
			this.answer.completeExceptionally(ex);
		}

		@Override
		public void cancelled() {
			this.answer.cancel(false);
		}

	}

}
