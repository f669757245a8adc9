package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * The client over HttpClient 5: blocking calls use the classic engine, asynchronous ones
 * and blocking long polls the asynchronous engine, which starts with the first of them.
 */
final class HttpComponentsClient implements RocketMqHttpClient {

	private final CallGate gate;

	private final Duration drainTimeout;

	private final EngineSettings engine;

	private final RequestFactory requests;

	private final CurrentTransports transports;

	private final AnswerReaders readers;

	private final ServerStatusTracker server;

	private final @Nullable CallListener listener;

	/** Whether another client has the connections, and closes them. */
	private final boolean view;

	HttpComponentsClient(ClientSettings settings) {
		this.gate = new CallGate();
		this.drainTimeout = settings.drainTimeout();
		this.engine = new EngineSettings(settings.endpoint(), settings.connections());
		this.requests = new RequestFactory(settings, this.engine);
		this.transports = new CurrentTransports(this.engine);
		this.readers = new AnswerReaders(this.engine);
		this.server = new ServerStatusTracker(settings.clock());
		this.listener = settings.listener();
		this.view = false;
	}

	private HttpComponentsClient(HttpComponentsClient client, Duration limit) {
		this.gate = client.gate;
		this.drainTimeout = client.drainTimeout;
		this.engine = client.engine;
		this.requests = client.requests.within(limit);
		this.transports = client.transports;
		this.readers = client.readers;
		this.server = client.server;
		this.listener = client.listener;
		this.view = true;
	}

	@Override
	public RocketMqHttpClient within(Duration limit) {
		if (limit.isNegative() || limit.isZero()) {
			throw new IllegalArgumentException("The limit " + limit + " of calls must be more than zero.");
		}
		return new HttpComponentsClient(this, limit);
	}

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		return call(this.requests.publish(topic, message));
	}

	@Override
	public CompletableFuture<PublishReceipt> publishAsync(String topic, OutboundMessage message) {
		return callAsync(this.requests.publish(topic, message));
	}

	@Override
	public PublishReceipt publishHalf(String topic, OutboundMessage message) {
		return call(this.requests.publishHalf(topic, message));
	}

	@Override
	public CompletableFuture<PublishReceipt> publishHalfAsync(String topic, OutboundMessage message) {
		return callAsync(this.requests.publishHalf(topic, message));
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		return poll(Operation.CONSUME, request);
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeAsync(ConsumeRequest request) {
		return callAsync(this.requests.poll(Operation.CONSUME, request));
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		return poll(Operation.CONSUME_ORDERLY, request);
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeOrderlyAsync(ConsumeRequest request) {
		return callAsync(this.requests.poll(Operation.CONSUME_ORDERLY, request));
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		return poll(Operation.CONSUME_HALF, request);
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeHalfAsync(ConsumeRequest request) {
		return callAsync(this.requests.poll(Operation.CONSUME_HALF, request));
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> receiptHandles) {
		call(this.requests.resolve(Operation.ACKNOWLEDGE, topic, consumerGroup, receiptHandles));
	}

	@Override
	public CompletableFuture<Void> acknowledgeAsync(String topic, String consumerGroup, List<String> receiptHandles) {
		return callAsync(this.requests.resolve(Operation.ACKNOWLEDGE, topic, consumerGroup, receiptHandles));
	}

	@Override
	public void commit(String topic, String consumerGroup, String receiptHandle) {
		call(this.requests.resolve(Operation.COMMIT, topic, consumerGroup, List.of(receiptHandle)));
	}

	@Override
	public CompletableFuture<Void> commitAsync(String topic, String consumerGroup, String receiptHandle) {
		return callAsync(this.requests.resolve(Operation.COMMIT, topic, consumerGroup, List.of(receiptHandle)));
	}

	@Override
	public void rollback(String topic, String consumerGroup, String receiptHandle) {
		call(this.requests.resolve(Operation.ROLLBACK, topic, consumerGroup, List.of(receiptHandle)));
	}

	@Override
	public CompletableFuture<Void> rollbackAsync(String topic, String consumerGroup, String receiptHandle) {
		return callAsync(this.requests.resolve(Operation.ROLLBACK, topic, consumerGroup, List.of(receiptHandle)));
	}

	private List<ReceivedMessage> poll(Operation operation, ConsumeRequest request) {
		Exchange<List<ReceivedMessage>> exchange = this.requests.poll(operation, request);
		return request.waitTime().isZero() ? call(exchange) : callInterruptibly(exchange);
	}

	// A thread in a socket read does not notice an interrupt, and a long poll may sit
	// there for 30 s: the asynchronous engine lets go of it at once.
	private <T> T callInterruptibly(Exchange<T> exchange) {
		CompletableFuture<T> result = callAsync(exchange);
		try {
			return result.get();
		}
		catch (InterruptedException ex) {
			result.cancel(true);
			Thread.currentThread().interrupt();
			throw TransportFailures.interrupted(exchange.call(), this.engine.route(), ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RocketMqHttpException failure) {
				// The caller's stack, not that of an I/O thread, tells where it happened.
				failure.setStackTrace(new Throwable().getStackTrace());
				throw failure;
			}
			throw new IllegalStateException(exchange.call().describe() + " failed unexpectedly.", ex.getCause());
		}
	}

	private <T> T call(Exchange<T> exchange) {
		long start = System.nanoTime();
		T value;
		try {
			value = exchange(exchange);
		}
		catch (RocketMqHttpException ex) {
			exchange.call().ended(this.listener, start, ex);
			throw ex;
		}
		exchange.call().ended(this.listener, start, null);
		return value;
	}

	private <T> T exchange(Exchange<T> exchange) {
		this.gate.enter();
		Transports connections = this.transports.enter();
		WireResponse response;
		try {
			response = connections.exchange(exchange.request());
		}
		catch (IOException | RuntimeException ex) {
			// The engine answers some damaged heads, and its own shutdown, with unchecked
			// exceptions.
			this.server.unanswered(ex);
			throw TransportFailures.of(exchange.call(), this.engine.route(), ex, this.gate.isClosed());
		}
		finally {
			connections.leave();
			this.gate.leave();
		}
		return this.server.read(exchange, response);
	}

	private <T> CompletableFuture<T> callAsync(Exchange<T> exchange) {
		long start = System.nanoTime();
		CompletableFuture<T> result = exchangeAsync(exchange);
		CompletableFuture<?> unused = result
			.whenComplete((value, failure) -> exchange.call().ended(this.listener, start, failure));
		return result;
	}

	private <T> CompletableFuture<T> exchangeAsync(Exchange<T> exchange) {
		this.gate.enter();
		Transports connections = this.transports.enter();
		CompletableFuture<T> result = new CompletableFuture<>();
		CompletableFuture<WireResponse> answer;
		try {
			answer = connections.exchangeAsync(exchange.request());
		}
		catch (RuntimeException ex) {
			connections.leave();
			this.gate.leave();
			result.completeExceptionally(
					TransportFailures.of(exchange.call(), this.engine.route(), ex, this.gate.isClosed()));
			return result;
		}
		CompletableFuture<?> unused = answer.whenComplete((response, failure) -> {
			connections.leave();
			this.gate.leave();
			Runnable completion = () -> complete(result, exchange, response, failure);
			if (this.gate.isClosed()) {
				completion.run();
			}
			else {
				// What callers do then must hold up neither I/O nor deadlines.
				this.readers.execute(completion);
			}
		});
		unused = result.whenComplete((value, failure) -> answer.cancel(false));
		return result;
	}

	private <T> void complete(CompletableFuture<T> result, Exchange<T> exchange, @Nullable WireResponse response,
			@Nullable Throwable failure) {
		if (response == null) {
			this.server.unanswered(failure);
			result.completeExceptionally(TransportFailures.of(exchange.call(), this.engine.route(),
					(failure != null) ? failure : new IOException("No answer."), this.gate.isClosed()));
			return;
		}
		T value;
		try {
			value = this.server.read(exchange, response);
		}
		catch (RuntimeException | Error ex) {
			// Nobody else would tell those who wait.
			result.completeExceptionally(ex);
			return;
		}
		result.complete(value);
	}

	@Override
	public ServerStatus serverStatus() {
		return this.server.status();
	}

	@Override
	public ConnectionUse connectionUse() {
		return this.transports.use();
	}

	@Override
	public void replaceTls(TlsSettings tls) {
		this.transports.replaceTls(tls);
	}

	@Override
	public void close() {
		if (this.view || !this.gate.close()) {
			return;
		}
		try {
			this.gate.awaitDrained(this.drainTimeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.transports.close();
		this.readers.close();
	}

}
