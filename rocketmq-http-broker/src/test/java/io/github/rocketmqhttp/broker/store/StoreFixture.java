package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.PublishDocument;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A store on a clock that stands still until a test moves it.
 */
final class StoreFixture implements AutoCloseable {

	static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

	static final TopicId TOPIC = TopicId.of("orders");

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final BrokerClock clock = new BrokerClock(() -> START);

	private final MessageStore store;

	StoreFixture() {
		this(Map.of(), 64 * 1024 * 1024);
	}

	StoreFixture(Map<String, TopicType> topics, long memoryLimit) {
		this(topics, false, memoryLimit);
	}

	StoreFixture(Map<String, TopicType> topics, boolean strict, long memoryLimit) {
		StoreSettings settings = new StoreSettings(topics, strict, Duration.ofMinutes(5), Duration.ofMinutes(1),
				Duration.ofSeconds(10), 3, Duration.ofDays(3), memoryLimit, 42);
		this.timer.setRemoveOnCancelPolicy(true);
		this.store = new MessageStore(settings, this.clock, new Identifiers(42), this.timer);
	}

	/**
	 * How many ends of waits are planned.
	 */
	int timeouts() {
		return this.timer.getQueue().size();
	}

	MessageStore store() {
		return this.store;
	}

	Instant now() {
		return this.clock.instant();
	}

	void advance(Duration by) {
		this.clock.advance(by);
		this.store.wake();
	}

	PublishReceipt publish(String body) {
		return publish(body, null, null);
	}

	PublishReceipt publish(String body, @Nullable String tag, @Nullable String properties) {
		return this.store.publish(TOPIC, new PublishDocument(body, tag, properties));
	}

	PublishReceipt half(String body, int seconds) {
		return publish(body, null, "__TransCheckT:" + seconds);
	}

	List<ReceivedMessage> consume(String group) {
		return poll(group, Kind.UNORDERED, null, 16);
	}

	List<ReceivedMessage> consumeOrderly(String group, int max) {
		return poll(group, Kind.ORDERED, null, max);
	}

	List<ReceivedMessage> check() {
		return poll("GID_producer", Kind.HALF, null, 16);
	}

	List<ReceivedMessage> poll(String group, Kind kind, @Nullable String tag, int max) {
		List<ReceivedMessage> answer = new ArrayList<>();
		this.store.poll(request(group, kind, tag, max, Duration.ZERO), answer::addAll);
		return answer;
	}

	Held hold(String group, Kind kind, @Nullable String tag) {
		CompletableFuture<List<ReceivedMessage>> answer = new CompletableFuture<>();
		BooleanSupplier cancel = this.store.poll(request(group, kind, tag, 1, Duration.ofSeconds(30)),
				answer::complete);
		return new Held(answer, cancel);
	}

	static PollRequest request(String group, Kind kind, @Nullable String tag, int max, Duration wait) {
		return new PollRequest(TOPIC, group, kind, TagFilter.of(tag), max, wait);
	}

	List<Failure> acknowledge(String group, ReceivedMessage... messages) {
		return this.store.acknowledge(TOPIC, group,
				List.of(messages).stream().map(ReceivedMessage::receiptHandle).toList());
	}

	List<Failure> commit(@Nullable String handle) {
		return this.store.decide(TOPIC, List.of((handle != null) ? handle : "none"), true);
	}

	List<Failure> rollback(@Nullable String handle) {
		return this.store.decide(TOPIC, List.of((handle != null) ? handle : "none"), false);
	}

	TopicView view() {
		return this.store.view(TOPIC);
	}

	static List<String> bodies(List<ReceivedMessage> messages) {
		return messages.stream().map(ReceivedMessage::body).toList();
	}

	@Override
	public void close() {
		this.store.close();
		this.timer.shutdownNow();
	}

	/**
	 * A poll that is held open.
	 *
	 * @param answer what it gets
	 * @param cancel ends it
	 */
	record Held(CompletableFuture<List<ReceivedMessage>> answer, BooleanSupplier cancel) {
	}

}
