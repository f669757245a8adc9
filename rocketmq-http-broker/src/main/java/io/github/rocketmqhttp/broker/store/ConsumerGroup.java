package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The progress of one consumer group in one topic. Guarded by the topic's lock.
 */
final class ConsumerGroup {

	/** What a group costs beside what it has in hand. */
	static final int OVERHEAD = 1024;

	private static final Comparator<PendingMessage> BY_RETURN = Comparator.comparing(PendingMessage::invisibleUntil)
		.thenComparing(PendingMessage::deliveryNumber);

	private final String name;

	private final MessageLog log;

	private final WaitingPolls waiting = new WaitingPolls();

	private final Map<Long, PendingMessage> delivered = new HashMap<>();

	private final NavigableSet<PendingMessage> returning = new TreeSet<>(BY_RETURN);

	private Backlog backlog = new UnorderedBacklog();

	private @Nullable TagFilter filter;

	private boolean mixes;

	private long seen = -1;

	private long acknowledged;

	ConsumerGroup(String name, MessageLog log) {
		this.name = name;
		this.log = log;
	}

	String name() {
		return this.name;
	}

	WaitingPolls waiting() {
		return this.waiting;
	}

	/**
	 * Takes messages that may be delivered now.
	 * @param batch gets them
	 * @param passed gets those that the filter refuses
	 */
	void take(TagFilter filter, Batch batch, boolean ordered, Consumer<PendingMessage> passed) {
		use(ordered);
		this.backlog.take(filter, batch, this::next, passed);
	}

	/**
	 * Whether the group polls with another filter than before, for the first time.
	 */
	boolean beginsToMix(TagFilter filter) {
		boolean mixed = this.filter != null && !this.filter.equals(filter);
		this.filter = filter;
		boolean begins = mixed && !this.mixes;
		this.mixes |= mixed;
		return begins;
	}

	private @Nullable PendingMessage next() {
		MessageLog.Entry entry = this.log.after(this.seen);
		if (entry == null) {
			return null;
		}
		this.seen = entry.offset();
		return new PendingMessage(entry);
	}

	// A group that changes its way of consuming takes its backlog along.
	private void use(boolean ordered) {
		if (ordered == this.backlog instanceof OrderedBacklog) {
			return;
		}
		List<PendingMessage> kept = this.backlog.drain();
		this.delivered.values().forEach((message) -> message.blocking(false));
		this.backlog = ordered ? new OrderedBacklog() : new UnorderedBacklog();
		kept.forEach(this.backlog::giveBack);
	}

	/**
	 * Hands a taken message out.
	 */
	void deliver(PendingMessage message, long number, Instant now, Duration invisible) {
		message.deliver(number, now, now.plus(invisible));
		this.delivered.put(number, message);
		this.returning.add(message);
	}

	/**
	 * Ends a delivery for good.
	 * @return the message, or {@code null} when the delivery is over
	 */
	@Nullable PendingMessage acknowledge(long number) {
		PendingMessage message = endDelivery(number);
		if (message != null) {
			this.acknowledged++;
			this.backlog.finish(message);
		}
		return message;
	}

	/**
	 * Undoes a delivery that never reached its client.
	 */
	void undeliver(long number) {
		PendingMessage message = endDelivery(number);
		if (message != null) {
			message.undeliver();
			this.backlog.giveBack(message);
		}
	}

	private @Nullable PendingMessage endDelivery(long number) {
		PendingMessage message = this.delivered.remove(number);
		if (message != null) {
			this.returning.remove(message);
		}
		return message;
	}

	/**
	 * Ends deliveries whose invisible time has passed.
	 * @param maxDeliveries after which a message does not come back
	 * @return the messages that do not come back
	 */
	List<PendingMessage> takeBackExpired(Instant now, int maxDeliveries) {
		List<PendingMessage> exhausted = List.of();
		while (!this.returning.isEmpty() && !this.returning.first().invisibleUntil().isAfter(now)) {
			PendingMessage message = this.returning.first();
			endDelivery(message.deliveryNumber());
			if (!this.log.holds(message.offset())) {
				this.backlog.finish(message);
			}
			else if (message.consumedTimes() >= maxDeliveries) {
				this.backlog.finish(message);
				exhausted = exhausted.isEmpty() ? new ArrayList<>() : exhausted;
				exhausted.add(message);
			}
			else {
				this.backlog.giveBack(message);
			}
		}
		return exhausted;
	}

	/**
	 * Forgets a message that the topic no longer keeps.
	 */
	void forget(MessageLog.Entry entry) {
		this.backlog.remove(entry.message(), entry.offset());
	}

	/**
	 * Forgets all progress except how far the log was read; handles given out are over.
	 */
	void clear() {
		this.delivered.clear();
		this.returning.clear();
		this.backlog = new UnorderedBacklog();
		this.acknowledged = 0;
	}

	/**
	 * When the next delivery ends by itself.
	 */
	@Nullable Instant nextReturn() {
		return this.returning.isEmpty() ? null : this.returning.first().invisibleUntil();
	}

	ConsumerGroupView view() {
		return new ConsumerGroupView(this.name, this.acknowledged, this.delivered.size(),
				this.backlog.size() + this.log.countAfter(this.seen), this.waiting.size());
	}

}
