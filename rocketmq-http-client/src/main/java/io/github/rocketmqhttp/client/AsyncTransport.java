package io.github.rocketmqhttp.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
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

	private final HttpHost host;

	private final int maxResponseBytes;

	private final CloseableHttpAsyncClient client;

	AsyncTransport(EngineSettings settings) {
		this.host = settings.host();
		this.maxResponseBytes = settings.maxResponseBytes();
		this.client = HttpAsyncClientBuilder.create()
			.setConnectionManager(settings.asyncConnections())
			.setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(IO_THREADS).setTcpNoDelay(true).build())
			.setHttp1Config(settings.http1())
			.setThreadFactory(settings.threads("io"))
			.evictIdleConnections(settings.idleTimeout())
			.evictExpiredConnections()
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableConnectionState()
			.build();
		this.client.start();
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
		Future<?> running = this.client.execute(this.host, new BasicRequestProducer(message, entity(request.body())),
				new BoundedResponseConsumer(this.maxResponseBytes, answer), null, context, new Completion(answer));
		CompletableFuture<?> unused = answer.whenComplete((response, failure) -> running.cancel(true));
		return answer;
	}

	private static @Nullable AsyncEntityProducer entity(byte @Nullable [] body) {
		return (body != null) ? new BasicAsyncEntityProducer(body, null) : null;
	}

	/**
	 * Aborts running calls, closes every connection and ends the threads.
	 */
	void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

	/**
	 * Completes the answer once the engine has let go of the connection.
	 */
	private record Completion(CompletableFuture<WireResponse> answer) implements FutureCallback<WireResponse> {

		@Override
		public void completed(WireResponse response) {
			this.answer.complete(response);
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
