package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * The half messages that nobody has decided yet, as far as this process has heard: those
 * that a back-check asked it about without getting an answer through, and those whose
 * transaction ended here without the broker being told. Safe for concurrent use.
 * <p>
 * A message leaves when this process has decided it; when the broker must have given it
 * up; and when the broker has not asked for ten minutes in which this process polled
 * successfully, because another instance has decided it. At most 10,000 are kept, and
 * further ones only counted.
 */
public final class InDoubtMessages {

	private static final int CAPACITY = 10_000;

	/** The broker asks for 24 h, first after an immunity time of at most 300 s. */
	private static final Duration LONGEST = Duration.ofHours(24).plusSeconds(300);

	/** A check comes about every 10 s, and any instance of a group may get it. */
	private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

	private final int capacity;

	private final InstantSource clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final InDoubtIndex entries = new InDoubtIndex();

	private final Map<BackCheckEndpoint, PollingTime> polling = new HashMap<>();

	private long overflow;

	InDoubtMessages(InstantSource clock) {
		this(CAPACITY, clock);
	}

	InDoubtMessages(int capacity, InstantSource clock) {
		this.capacity = capacity;
		this.clock = clock;
	}

	/**
	 * Lists the messages.
	 * @return a snapshot, the oldest first
	 */
	public List<InDoubtMessage> list() {
		Instant now = this.clock.instant();
		this.lock.lock();
		try {
			forget(now);
			return this.entries.oldestFirst().map((entry) -> entry.snapshot(now)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many messages are in doubt.
	 * @return a number from 0; those that found no room are not in it
	 */
	public int count() {
		this.lock.lock();
		try {
			forget(this.clock.instant());
			return this.entries.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How old the oldest of them is.
	 * @return the time since it was published; zero if there is none
	 */
	public Duration oldestAge() {
		Instant now = this.clock.instant();
		this.lock.lock();
		try {
			forget(now);
			return this.entries.oldestFirst().findFirst().map((entry) -> entry.age(now)).orElse(Duration.ZERO);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How often a message could not be kept for want of room.
	 * @return a number from 0 that only grows
	 */
	public long overflow() {
		this.lock.lock();
		try {
			return this.overflow;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes note of a poll for back-checks that was answered, whatever it brought.
	 */
	void polled(BackCheckEndpoint endpoint) {
		Instant now = this.clock.instant();
		this.lock.lock();
		try {
			this.polling.merge(endpoint, new PollingTime(Duration.ZERO, now), (last, first) -> last.until(now));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes note of a message that stays undecided. An operator's decision stays, too.
	 */
	void keep(InDoubtEntry entry) {
		this.lock.lock();
		try {
			InDoubtEntry before = this.entries.get(entry.messageId());
			if (before == null && this.entries.size() >= this.capacity) {
				forget(entry.sighting().at());
			}
			if (before == null && this.entries.size() >= this.capacity) {
				this.overflow++;
				return;
			}
			TransactionResolution decision = (before != null) ? before.decision() : null;
			this.entries.put((decision != null) ? entry.withDecision(decision) : entry, polledFor(entry.endpoint()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes note of a message whose transaction has ended here without the broker being
	 * told.
	 * @param handleLife for how long the handle from publishing is still good; not
	 * positive if it is dead
	 */
	void keep(InFlightEntry transaction, PublishedHalf half, @Nullable ScopedLog log, Duration handleLife,
			BackCheckAnswer answer) {
		HalfMessageReceipt receipt = half.receipt();
		BackCheckEndpoint endpoint = new BackCheckEndpoint(half.instance(), receipt.topic(), receipt.consumerGroup());
		Duration age = Duration.between(transaction.started(), this.clock.instant());
		keep(new InDoubtEntry(receipt.messageId(), endpoint,
				new Origin(transaction.id(), half.attemptId(), (log != null) ? log.header() : null),
				sighting(age, 0, receipt.receiptHandle(), handleLife), answer, null));
	}

	/**
	 * Takes note that the broker has accepted a decision.
	 */
	void decided(String messageId) {
		this.lock.lock();
		try {
			this.entries.remove(messageId);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leaves a decision for the next back-check.
	 * @return whether the message is still in doubt
	 */
	boolean decide(String messageId, TransactionResolution decision) {
		this.lock.lock();
		try {
			InDoubtEntry entry = this.entries.get(messageId);
			if (entry == null) {
				return false;
			}
			this.entries.replace(entry.withDecision(decision));
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	Optional<InDoubtEntry> find(String messageId) {
		this.lock.lock();
		try {
			forget(this.clock.instant());
			return Optional.ofNullable(this.entries.get(messageId));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What an operator wants a message's back-check to be answered with.
	 */
	@Nullable TransactionResolution decision(BackCheckEndpoint endpoint, String messageId) {
		return find(messageId).filter((entry) -> entry.endpoint().equals(endpoint))
			.map(InDoubtEntry::decision)
			.orElse(null);
	}

	/**
	 * When a handle that has just arrived, or that lives as long as said, ends.
	 */
	Sighting sighting(Duration age, int checks, String handle, Duration handleLife) {
		Instant now = this.clock.instant();
		return new Sighting(now, age, checks, handle, now.plus(handleLife));
	}

	boolean isAlive(Sighting sighting) {
		return this.clock.instant().isBefore(sighting.handleDead());
	}

	private void forget(Instant now) {
		this.entries.removePublishedBefore(now.minus(LONGEST));
		this.polling
			.forEach((endpoint, time) -> this.entries.removeHeardBefore(endpoint, time.total().minus(FORGOTTEN_AFTER)));
	}

	private Duration polledFor(BackCheckEndpoint endpoint) {
		PollingTime time = this.polling.get(endpoint);
		return (time != null) ? time.total() : Duration.ZERO;
	}

	/**
	 * How long an endpoint has been polled with success. Outages and pauses, in which
	 * nothing could be heard, do not count.
	 */
	private record PollingTime(Duration total, Instant last) {

		/** The longest poll and some time to handle what it brought. */
		private static final Duration LONGEST_POLL = Duration.ofSeconds(60);

		PollingTime until(Instant now) {
			Duration since = Duration.between(this.last, now);
			return new PollingTime(this.total.plus((since.compareTo(LONGEST_POLL) < 0) ? since : LONGEST_POLL), now);
		}

	}

}
