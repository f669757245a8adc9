package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The undecided messages of a topic. Guarded by the topic's lock.
 */
final class HalfMessages {

	/** How long after the first check the service keeps asking. */
	static final Duration CHECK_PERIOD = Duration.ofHours(24);

	private final Map<String, HalfMessage> undecided = new LinkedHashMap<>();

	private final NavigableSet<HalfMessage> byNextCheck = byTime(HalfMessage::nextCheck);

	private final NavigableSet<HalfMessage> byFirstCheck = byTime(HalfMessage::firstCheck);

	private static NavigableSet<HalfMessage> byTime(Function<HalfMessage, Instant> time) {
		return new TreeSet<>(Comparator.comparing(time).thenComparing((half) -> half.message().id()));
	}

	void add(HalfMessage half) {
		this.undecided.put(half.message().id(), half);
		this.byNextCheck.add(half);
		this.byFirstCheck.add(half);
	}

	/**
	 * Takes the messages whose check is due, the longest waiting first. Each must be
	 * given back by {@link #checked(HalfMessage)}.
	 */
	List<HalfMessage> takeDue(int max, Instant now) {
		List<HalfMessage> due = new ArrayList<>(Math.min(max, 16));
		while (due.size() < max && !this.byNextCheck.isEmpty() && !this.byNextCheck.first().nextCheck().isAfter(now)) {
			HalfMessage first = this.byNextCheck.first();
			this.byNextCheck.remove(first);
			due.add(first);
		}
		return due;
	}

	void checked(HalfMessage half) {
		this.byNextCheck.add(half);
	}

	/**
	 * Undoes a check that never reached its client.
	 */
	void uncheck(String messageId, long number, Instant now) {
		HalfMessage half = this.undecided.get(messageId);
		if (half != null && half.isDecidedBy(number, now)) {
			this.byNextCheck.remove(half);
			half.uncheck(now);
			this.byNextCheck.add(half);
		}
	}

	/**
	 * Ends the doubt about a message.
	 * @return the message, or {@code null} when the handle does not decide about it
	 */
	@Nullable HalfMessage decide(String messageId, long number, Instant now) {
		HalfMessage half = this.undecided.get(messageId);
		if (half == null || !half.isDecidedBy(number, now)) {
			return null;
		}
		remove(half);
		return half;
	}

	/**
	 * Removes a message about which nobody has decided in time.
	 */
	@Nullable HalfMessage removeAbandoned(Instant now) {
		if (this.byFirstCheck.isEmpty()) {
			return null;
		}
		HalfMessage oldest = this.byFirstCheck.first();
		if (oldest.firstCheck().plus(CHECK_PERIOD).isAfter(now)) {
			return null;
		}
		remove(oldest);
		return oldest;
	}

	private void remove(HalfMessage half) {
		this.undecided.remove(half.message().id());
		this.byNextCheck.remove(half);
		this.byFirstCheck.remove(half);
	}

	/**
	 * Removes all messages.
	 */
	List<HalfMessage> drain() {
		List<HalfMessage> all = List.copyOf(this.undecided.values());
		all.forEach(this::remove);
		return all;
	}

	/**
	 * When the next check is due.
	 */
	@Nullable Instant nextCheck() {
		return this.byNextCheck.isEmpty() ? null : this.byNextCheck.first().nextCheck();
	}

	Collection<HalfMessage> all() {
		return this.undecided.values();
	}

}
