package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.polling.PollingStatus;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Runs one listener: polls while there is room, and hands what arrives to its workers.
 * Safe for concurrent use.
 */
public final class ListenerContainer {

	private static final long FIRST_BACK_OFF_MILLIS = 500;

	private static final long LONGEST_BACK_OFF_MILLIS = 30_000;

	/** What a stop grants acknowledgements when nothing is left of its time. */
	private static final Duration SHORTEST_FLUSH = Duration.ofSeconds(1);

	private final ListenerDefinition listener;

	private final RocketMqHttpClient client;

	private final ContainerParts parts;

	private final InstantSource clock;

	private final PollingLoop<ReceivedMessage> loop;

	ListenerContainer(ListenerDefinition listener, RocketMqHttpClient client, ContainerParts parts,
			MissingTopicPolicy missingTopicPolicy, InstantSource clock) {
		this.listener = listener;
		this.client = client;
		this.parts = parts;
		this.clock = clock;
		ExponentialBackOff backOff = new ExponentialBackOff(FIRST_BACK_OFF_MILLIS, 2);
		backOff.setMaxInterval(LONGEST_BACK_OFF_MILLIS);
		this.loop = new PollingLoop<>("rocketmq-http-listener-" + listener.id(), this::fetch, this::handle, backOff,
				missingTopicPolicy);
	}

	private CompletableFuture<List<ReceivedMessage>> fetch() {
		int size = Math.min(this.listener.request().batchSize(), this.parts.workers().room());
		if (!this.parts.list()) {
			size = Math.min(size,
					this.parts.pace().messages(this.parts.workers().idle(), this.parts.invisibleTime().current()));
		}
		ConsumeRequest request = this.listener.request().withBatchSize(Math.max(1, size));
		return this.listener.ordered() ? this.client.consumeOrderlyAsync(request) : this.client.consumeAsync(request);
	}

	private void handle(List<ReceivedMessage> batch) {
		Instant now = this.clock.instant();
		List<Delivery> deliveries = batch.stream()
			.map((message) -> this.parts.invisibleTime().arrived(message, now))
			.toList();
		this.parts.workers().submit(split(deliveries));
		this.parts.workers().awaitRoom();
		this.parts.acknowledging().awaitFewerThan(this.parts.workers().capacity());
	}

	private List<Work> split(List<Delivery> deliveries) {
		if (this.listener.ordered()) {
			return Work.byKey(deliveries);
		}
		return this.parts.list() ? List.of(new Work(null, deliveries)) : Work.single(deliveries);
	}

	/**
	 * The name of the listener.
	 * @return the id
	 */
	public String getId() {
		return this.listener.id();
	}

	/**
	 * The instance of the service that it polls.
	 * @return its name; empty for the container factory's own
	 */
	public String getInstance() {
		return this.listener.instance();
	}

	/**
	 * What it polls for.
	 * @return topic, group, tag, batch size and wait time
	 */
	public ConsumeRequest getRequest() {
		return this.listener.request();
	}

	/**
	 * Where messages go that another delivery would not help.
	 * @return the topic; {@code null} if there is none, or if only the error handler
	 * knows
	 */
	public @Nullable String getDeadLetterTopic() {
		return this.listener.deadLetterTopic();
	}

	/**
	 * How many calls of the method run side by side.
	 * @return a number from 1
	 */
	public int getConcurrency() {
		return this.listener.concurrency();
	}

	/**
	 * Whether it consumes in order.
	 * @return whether it does
	 */
	public boolean isOrdered() {
		return this.listener.ordered();
	}

	/**
	 * Whether it starts with the registry.
	 * @return whether it does
	 */
	public boolean isAutoStartup() {
		return this.listener.autoStartup();
	}

	/**
	 * What it is doing at this moment.
	 * @return the state of its poll loop
	 */
	public PollingState getState() {
		return this.loop.getState();
	}

	/**
	 * How its poll loop fares.
	 * @return state, last success and failures
	 */
	public PollingStatus getPollingStatus() {
		return this.loop.getStatus();
	}

	/**
	 * What it has done since the application started.
	 * @return the counts of this moment
	 */
	public DeliveryCounts getCounts() {
		return this.parts.counters().counts();
	}

	/**
	 * How many messages it has in memory: those that methods are handling and those that
	 * wait for a worker.
	 * @return a number from 0
	 */
	public int getMessagesInHand() {
		return this.parts.workers().messages();
	}

	/**
	 * Starts to poll. Does nothing when it runs.
	 */
	public void start() {
		this.parts.workers().open();
		this.loop.start();
	}

	/**
	 * Stops polling for a while; messages in memory are still handled. Does nothing when
	 * it does not run.
	 */
	public void pause() {
		this.loop.pause();
	}

	/**
	 * Ends a pause.
	 */
	public void resume() {
		this.loop.resume();
	}

	/**
	 * Asks the container to stop and returns at once: the poll is aborted, and what no
	 * method has begun comes back after its invisible time.
	 */
	public void requestStop() {
		this.loop.requestStop();
		this.parts.workers().close();
	}

	/**
	 * Stops: aborts the poll, waits for the messages in hand, then for the
	 * acknowledgements, for which there is a second at least. Called by the method itself
	 * it only asks, and returns {@code false}.
	 * @param timeout how long to wait; then the methods are interrupted
	 * @return whether all ended in time
	 */
	public boolean stop(Duration timeout) {
		requestStop();
		if (this.parts.workers().isWorker()) {
			return false;
		}
		long end = System.nanoTime() + timeout.toNanos();
		boolean ended = this.loop.stop(timeout);
		try {
			ended &= this.parts.workers().awaitEnd(left(end));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		Duration left = left(end);
		return this.parts.acknowledging().flush((left.compareTo(SHORTEST_FLUSH) > 0) ? left : SHORTEST_FLUSH) && ended;
	}

	private static Duration left(long end) {
		return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
	}

	/**
	 * Whether it has been started and not been asked to stop.
	 * @return whether it polls, or is paused
	 */
	public boolean isRunning() {
		return this.loop.isRunning();
	}

}
