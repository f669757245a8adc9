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
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpInstance;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
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

	/**
	 * A check's handle lives about 10 s. Reckoned from its arrival on our own clock: the
	 * broker's may go differently.
	 */
	private static final Duration HANDLE_LIFE = Duration.ofSeconds(10);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final BackCheckEndpoint endpoint;

	private final RocketMqHttpOperations operations;

	private final BackCheckAnswerer answerer;

	private final InDoubtMessages inDoubt;

	private final PollingLoop<ReceivedMessage> loop;

	private final ThreadPoolExecutor workers;

	private final Set<String> underWay = ConcurrentHashMap.newKeySet();

	BackCheckPoller(BackCheckEndpoint endpoint, RocketMqHttpInstance instance, BackCheckAnswerer answerer,
			InDoubtMessages inDoubt, TransactionSettings settings) {
		this.endpoint = endpoint;
		this.operations = instance.operations();
		this.answerer = answerer;
		this.inDoubt = inDoubt;
		String name = "rocketmq-http-back-check-" + endpoint;
		RocketMqHttpClient client = instance.client();
		ConsumeRequest request = new ConsumeRequest(endpoint.topic(), endpoint.consumerGroup(), null,
				settings.batchSize(), settings.waitTime());
		this.loop = new PollingLoop<>(name, () -> fetch(client, request), this::handle, backOff());
		this.workers = new ThreadPoolExecutor(0, settings.batchSize(), 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
				new CustomizableThreadFactory(name + "-"));
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
		long dead = System.nanoTime() + HANDLE_LIFE.toNanos();
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
			keep(message, BackCheckAnswer.unknown(AnswerReason.BUSY));
			return false;
		}
		try {
			this.workers.execute(() -> {
				try {
					check(message, dead);
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
			keep(message, BackCheckAnswer.unknown(AnswerReason.BUSY));
			logger.debug("No thread is free for the back-check of half message {} of topic {}; it waits for its next",
					message.messageId(), this.endpoint.topic());
			return false;
		}
	}

	private void check(ReceivedMessage message, long dead) {
		BackCheckAnswer answer = this.answerer.answer(this.endpoint, message);
		TransactionResolution resolution = answer.resolution();
		logger.debug("The back-check {} of half message {} of topic {} is answered {}, {}", message.consumedTimes(),
				message.messageId(), this.endpoint.topic(), resolution, answer.reason());
		if (resolution == TransactionResolution.UNKNOWN) {
			keep(message, answer);
			return;
		}
		if (System.nanoTime() - dead >= 0) {
			logger.debug("The answer for half message {} of topic {} came too late; it waits for its next check",
					message.messageId(), this.endpoint.topic());
			keep(message, answer.lost(AnswerReason.TOO_LATE));
			return;
		}
		HalfMessageReceipt receipt = new HalfMessageReceipt(this.endpoint.topic(), this.endpoint.consumerGroup(),
				message.messageId(), message.receiptHandle());
		try {
			if (resolution == TransactionResolution.COMMIT) {
				this.operations.commit(receipt);
			}
			else {
				this.operations.rollback(receipt);
			}
			this.answerer.decided(message.messageId(), Origin.of(message), resolution);
		}
		catch (RuntimeException ex) {
			keep(message, answer.lost(AnswerReason.NOT_TOLD));
			logger.warn("The answer {} for half message {} of topic {} did not get through; the broker will ask again:"
					+ " {}", resolution, message.messageId(), this.endpoint.topic(), ex.toString());
		}
	}

	/**
	 * Keeps the message as one in doubt. Its age is the broker's own reckoning: the check
	 * was sent as long before its handle ends as handles live.
	 */
	private void keep(ReceivedMessage message, BackCheckAnswer answer) {
		Duration age = Duration.between(message.publishTime(), message.invisibleUntil()).minus(HANDLE_LIFE);
		this.inDoubt.keep(new InDoubtEntry(message.messageId(), this.endpoint, Origin.of(message),
				this.inDoubt.sighting(age.isNegative() ? Duration.ZERO : age, message.consumedTimes(),
						message.receiptHandle(), HANDLE_LIFE),
				answer, null));
	}

}
