package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The transactions with messages that this process runs, or has run and may still be
 * asked about. It answers back-checks without asking anybody else.
 * <p>
 * What runs is kept while it runs. What has ended is kept until the broker has confirmed
 * the outcome; where publishing was retried, or the outcome did not get through, for 25 h
 * at most, and of these the youngest 100,000.
 */
public final class InFlightTransactions {

	private static final int CAPACITY = 100_000;

	/** A half message is asked about for 24 h after an immunity time of at most 300 s. */
	private static final Duration RETENTION = Duration.ofHours(25);

	private final Map<String, InFlightEntry> entries = new ConcurrentHashMap<>();

	private final Deque<Ended> ended = new ArrayDeque<>();

	private final int capacity;

	private final InstantSource clock;

	private final InDoubtMessages inDoubt;

	/**
	 * Creates an empty registry.
	 */
	public InFlightTransactions() {
		this(CAPACITY, new MonotonicClock());
	}

	InFlightTransactions(int capacity, InstantSource clock) {
		this.capacity = capacity;
		this.clock = clock;
		this.inDoubt = new InDoubtMessages(clock);
	}

	/**
	 * The messages that nobody has decided yet, of this process and of others.
	 * @return the registry, always the same
	 */
	public InDoubtMessages inDoubt() {
		return this.inDoubt;
	}

	/**
	 * For how long a transaction has been known here.
	 * @param transaction one that this registry has listed
	 * @return the time since its call began, by a clock that nobody sets
	 */
	public Duration age(InFlightTransaction transaction) {
		return Duration.between(transaction.started(), this.clock.instant());
	}

	/**
	 * Lists what is not finished: transactions that run, and those with messages whose
	 * decision the broker has not confirmed.
	 * @return a snapshot in no particular order
	 */
	public List<InFlightTransaction> list() {
		return this.entries.values().stream().filter(InFlightEntry::isInFlight).map(InFlightEntry::snapshot).toList();
	}

	/**
	 * Names the transactions whose outcome is that of the Spring transaction on this
	 * thread.
	 * @return the ids that their messages carry, in the order in which they joined; empty
	 * without a transaction, and once it has ended
	 */
	public static List<String> idsOfCurrentTransaction() {
		ObservedTransaction innermost = ObservedTransactions.innermost();
		return (innermost != null) ? innermost.transactionIds() : List.of();
	}

	/**
	 * Forgets a transaction, as a process does that dies: the broker is not told its
	 * outcome, and back-checks about it are answered by the transaction log or a handler.
	 * For tests of that only.
	 * @param id the id that its messages carry
	 */
	public void forget(String id) {
		InFlightEntry entry = this.entries.remove(id);
		if (entry != null) {
			entry.abandon();
		}
	}

	InFlightEntry begin(String id) {
		InFlightEntry entry = new InFlightEntry(id, this.clock.instant());
		this.entries.put(id, entry);
		return entry;
	}

	/**
	 * Ends the care of the transaction's own thread: from now on only back-checks ask.
	 * @param entry the transaction, ended and with the decisions that got through
	 */
	void release(InFlightEntry entry) {
		if (entry.isFinished()) {
			this.entries.remove(entry.id(), entry);
		}
		else {
			remember(entry);
		}
	}

	void decided(String id, String attemptId) {
		InFlightEntry entry = this.entries.get(id);
		if (entry != null) {
			entry.decided(attemptId);
			if (entry.isFinished()) {
				this.entries.remove(entry.id(), entry);
			}
		}
	}

	/**
	 * Answers a back-check from what is known here.
	 * @param id the transaction id of the message
	 * @param attemptId the attempt id of the message
	 * @return the answer; empty when this process does not know
	 */
	Optional<TransactionResolution> resolve(String id, @Nullable String attemptId) {
		InFlightEntry entry = this.entries.get(id);
		return (entry != null) ? Optional.ofNullable(entry.resolve(attemptId)) : Optional.empty();
	}

	private void remember(InFlightEntry entry) {
		Instant now = this.clock.instant();
		synchronized (this.ended) {
			this.ended.addLast(new Ended(entry, now));
			while (!this.ended.isEmpty() && (this.ended.size() > this.capacity
					|| this.ended.peekFirst().at().isBefore(now.minus(RETENTION)))) {
				InFlightEntry oldest = this.ended.removeFirst().entry();
				this.entries.remove(oldest.id(), oldest);
			}
		}
	}

	/**
	 * An entry that has to be kept, and since when.
	 */
	private record Ended(InFlightEntry entry, Instant at) {
	}

}
