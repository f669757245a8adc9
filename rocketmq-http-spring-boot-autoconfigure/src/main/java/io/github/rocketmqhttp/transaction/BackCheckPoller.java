package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.AnswerThreads.Admission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Polls the back-checks of one topic and group of an instance, has them answered, and
 * tells the broker.
 * <p>
 * Those that can be answered at once come first: what this process knows, then what a
 * plain read of the transaction log tells. What may take long has threads of its own: one
 * pool for each log's fence, which waits for transactions that run elsewhere, and one for
 * handlers. So neither holds up the other or the next poll. A message that finds no room
 * waits for its next check; so does one whose last check is still being answered, and
 * that answer then goes with the handle of the newest check.
 */
final class BackCheckPoller {

	private static final Logger logger = LoggerFactory.getLogger(BackCheckPoller.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	/**
	 * For what is answered at once; a database that is silent must not stop the polls.
	 */
	private static final Duration LONGEST_BATCH = Duration.ofSeconds(2);

	/** Handlers set the pace of the polls, as long as they get on. */
	private static final Duration LONGEST_WAIT_FOR_HANDLERS = Duration.ofSeconds(1);

	private final BackCheckEndpoint endpoint;

	private final BackCheckResponder responder;

	private final PollingLoop<ReceivedMessage> loop;

	private final BackCheckPools pools;

	BackCheckPoller(BackCheckEndpoint endpoint, RocketMqHttpClient client, BackCheckResponder responder,
			BackCheckPools pools, TransactionSettings settings) {
		this.endpoint = endpoint;
		this.responder = responder;
		this.pools = pools;
		ConsumeRequest request = new ConsumeRequest(endpoint.topic(), endpoint.consumerGroup(), null,
				settings.batchSize(), settings.waitTime());
		// A job whose work is done ends; another instance or its next run answers.
		this.loop = new PollingLoop<>(threadName(endpoint), () -> fetch(client, request), this::handle, backOff())
			.asDaemon();
	}

	/**
	 * The name of the polling thread, with which those of the others begin.
	 */
	static String threadName(BackCheckEndpoint endpoint) {
		return "rocketmq-http-back-check-" + endpoint;
	}

	private CompletableFuture<List<ReceivedMessage>> fetch(RocketMqHttpClient client, ConsumeRequest request) {
		CompletableFuture<List<ReceivedMessage>> poll = client.consumeHalfAsync(request);
		CompletableFuture<?> unused = poll.thenRun(this.responder::polled);
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
		if (!this.pools.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
			logger.warn("Back-checks of {} are still being answered after {}; interrupting them", this.endpoint,
					timeout);
		}
	}

	private void handle(List<ReceivedMessage> batch) {
		long dead = System.nanoTime() + BackCheckResponder.HANDLE_LIFE.toNanos();
		CountDownLatch open = new CountDownLatch(batch.size());
		List<BackCheck> forHandlers = new ArrayList<>();
		for (ReceivedMessage message : batch) {
			BackCheck check = this.responder.begin(message, dead);
			contained(check, () -> {
				if (!dispatch(check, open::countDown)) {
					forHandlers.add(check);
					open.countDown();
				}
			});
		}
		forHandlers.forEach((check) -> contained(check,
				() -> busyUnless(this.pools.handlers().submit(check, this::ask, LONGEST_WAIT_FOR_HANDLERS), check)));
		await(open);
	}

	private void contained(BackCheck check, Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The back-check of half message {} of topic {} could not be begun; the broker will ask again",
					check.messageId(), this.endpoint.topic(), ex);
			this.responder.busy(check);
		}
	}

	private void await(CountDownLatch open) {
		try {
			if (!open.await(LONGEST_BATCH.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.debug("{} back-check(s) of {} take long; polling goes on", open.getCount(), this.endpoint);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Has a back-check answered by what this process or a log knows.
	 * @param done called when it is answered, or waits for a fence
	 * @return {@code false} if it is for a handler
	 */
	private boolean dispatch(BackCheck check, Runnable done) {
		BackCheckAnswer known = this.responder.atHand(check);
		TransactionLog log = (known == null) ? this.responder.log(check) : null;
		if (known != null) {
			submit(this.pools.telling(), check, done, EnumSet.of(Admission.FULL, Admission.NO_THREAD),
					(taken) -> finish(taken, known));
		}
		else if (log != null) {
			submit(this.pools.reading(log), check, done, EnumSet.of(Admission.NO_THREAD), (taken) -> read(taken, log));
		}
		return known != null || log != null;
	}

	/**
	 * Has quick work done by a thread of the pool.
	 * @param here when this thread does it itself
	 */
	private void submit(AnswerThreads threads, BackCheck check, Runnable done, Set<Admission> here,
			Consumer<BackCheck> work) {
		Consumer<BackCheck> workAndDone = (taken) -> {
			try {
				work.accept(taken);
			}
			finally {
				done.run();
			}
		};
		Admission admission = threads.submit(check, workAndDone, Duration.ZERO);
		if (here.contains(admission)) {
			workAndDone.accept(check);
		}
		else if (admission != Admission.TAKEN) {
			this.responder.busy(check);
			done.run();
		}
	}

	private void busyUnless(Admission admission, BackCheck check) {
		if (admission != Admission.TAKEN) {
			logger.debug("The back-check of half message {} of topic {} waits for its next: {}", check.messageId(),
					this.endpoint.topic(), admission);
			this.responder.busy(check);
		}
	}

	private void read(BackCheck check, TransactionLog log) {
		if (check.isDead()) {
			this.responder.busy(check);
			return;
		}
		BackCheckAnswer answer = this.responder.read(check, log);
		if (answer != null) {
			finish(check, answer);
		}
		else {
			busyUnless(this.pools.fencing(log).submit(check, (taken) -> fence(taken, log), Duration.ZERO), check);
		}
	}

	/**
	 * Even if the handle has died meanwhile: what is fenced now, the next check reads.
	 */
	private void fence(BackCheck check, TransactionLog log) {
		finish(check, this.responder.fence(check, log));
	}

	private void ask(BackCheck check) {
		if (check.isDead()) {
			this.responder.busy(check);
		}
		else {
			finish(check, this.responder.ask(check));
		}
	}

	private void finish(BackCheck check, BackCheckAnswer answer) {
		if (this.responder.finish(check, answer)) {
			this.pools.settle(check.messageId());
		}
	}

}
