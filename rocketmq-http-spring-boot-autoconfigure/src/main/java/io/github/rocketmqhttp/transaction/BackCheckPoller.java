package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Polls the back-checks of one topic and group of an instance, has them answered, and
 * tells the broker.
 * <p>
 * The messages of a batch are answered side by side, at most as many as a batch may hold.
 * The next poll waits until all are done, or until their handles are dead; a handler that
 * takes longer keeps its thread, its answer is dropped, and the broker asks again. While
 * it is at it, the same message is not given to it a second time, and when no thread is
 * left a message waits for its next check.
 */
final class BackCheckPoller {

	private static final Logger logger = LoggerFactory.getLogger(BackCheckPoller.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final BackCheckEndpoint endpoint;

	private final BackCheckResponder responder;

	private final InDoubtMessages inDoubt;

	private final PollingLoop<ReceivedMessage> loop;

	private final ThreadPoolExecutor workers;

	private final Set<String> underWay = ConcurrentHashMap.newKeySet();

	BackCheckPoller(BackCheckEndpoint endpoint, RocketMqHttpClient client, BackCheckResponder responder,
			InDoubtMessages inDoubt, TransactionSettings settings) {
		this.endpoint = endpoint;
		this.responder = responder;
		this.inDoubt = inDoubt;
		String name = "rocketmq-http-back-check-" + endpoint;
		ConsumeRequest request = new ConsumeRequest(endpoint.topic(), endpoint.consumerGroup(), null,
				settings.batchSize(), settings.waitTime());
		// A job whose work is done ends; another instance or its next run answers.
		this.loop = new PollingLoop<>(name, () -> fetch(client, request), this::handle, backOff()).asDaemon();
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name + "-");
		threads.setDaemon(true);
		this.workers = new ThreadPoolExecutor(0, settings.batchSize(), 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
				threads);
	}

	private CompletableFuture<List<ReceivedMessage>> fetch(RocketMqHttpClient client, ConsumeRequest request) {
		CompletableFuture<List<ReceivedMessage>> poll = client.consumeHalfAsync(request);
		CompletableFuture<?> unused = poll.thenRun(() -> this.inDoubt.polled(this.endpoint));
		return poll;
	}

	private static ExponentialBackOff backOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(500, 2);
		backOff.setMaxInterval(LONGEST_PAUSE.toMillis());
		return backOff;
	}

	BackCheckPollerStatus status() {
		return new BackCheckPollerStatus(this.endpoint.instance(), this.endpoint.topic(), this.endpoint.consumerGroup(),
				this.loop.getStatus());
	}

	void start() {
		this.loop.start();
	}

	void requestStop() {
		this.loop.requestStop();
	}

	/**
	 * Stops, and waits for answers that are under way; those that take longer are
	 * interrupted.
	 */
	void stop(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.loop.stop(timeout);
		this.workers.shutdown();
		try {
			if (!this.workers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				logger.warn("Back-checks of {} are still being answered after {}; interrupting them", this.endpoint,
						timeout);
				this.workers.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.workers.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	private void handle(List<ReceivedMessage> batch) {
		long dead = System.nanoTime() + BackCheckResponder.HANDLE_LIFE.toNanos();
		CountDownLatch unanswered = new CountDownLatch(batch.size());
		for (ReceivedMessage message : batch) {
			if (!submit(message, dead, unanswered)) {
				unanswered.countDown();
			}
		}
		try {
			if (!unanswered.await(dead - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				logger.debug("{} back-check(s) of {} take longer than their handles live", unanswered.getCount(),
						this.endpoint);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean submit(ReceivedMessage message, long dead, CountDownLatch unanswered) {
		if (!this.underWay.add(message.messageId())) {
			this.responder.busy(message);
			return false;
		}
		try {
			this.workers.execute(() -> {
				try {
					this.responder.respond(message, dead);
				}
				finally {
					this.underWay.remove(message.messageId());
					unanswered.countDown();
				}
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.underWay.remove(message.messageId());
			this.responder.busy(message);
			logger.debug("No thread is free for the back-check of half message {} of topic {}; it waits for its next",
					message.messageId(), this.endpoint.topic());
			return false;
		}
	}

}
