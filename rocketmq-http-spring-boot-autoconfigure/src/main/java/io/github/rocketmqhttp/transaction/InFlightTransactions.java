package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The transactions with messages that this process runs, or has run and may still be
 * asked about. It answers back-checks without asking anybody else.
 * <p>
 * What runs is kept while it runs. What has ended is kept until the broker has confirmed
 * the outcome; where the outcome did not get through, or publishing was retried and no
 * log answers for what that left behind, for 25 h at most, and of these the youngest
 * 100,000.
 */
public final class InFlightTransactions {

	private static final int CAPACITY = 100_000;

	/** A half message is asked about for 24 h after an immunity time of at most 300 s. */
	private static final Duration RETENTION = Duration.ofHours(25);

	/**
	 * A transaction that takes longer is rare; one whose end this process has missed is
	 * known to its log. Not shorter than any immunity time.
	 */
	private static final Duration BELIEVED_RUNNING = Duration.ofMinutes(5);

	/** Those whose own thread still cares for them. */
	private final Map<String, InFlightEntry> running = new ConcurrentHashMap<>();

	/** Those that are only asked any more, in the order in which they ended. */
	private final Map<String, Ended> ended = new LinkedHashMap<>();

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
		Set<InFlightEntry> entries = new LinkedHashSet<>(this.running.values());
		synchronized (this.ended) {
			this.ended.values().forEach((each) -> entries.add(each.entry()));
		}
		return entries.stream().filter(InFlightEntry::isInFlight).map(InFlightEntry::snapshot).toList();
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
		InFlightEntry entry = find(id);
		if (entry != null) {
			remove(entry);
			entry.abandon();
		}
	}

	InFlightEntry begin(String id) {
		InFlightEntry entry = new InFlightEntry(id, this.clock.instant());
		this.running.put(id, entry);
		return entry;
	}

	/**
	 * An entry moves from the one map to the other: it is in both for a moment, and never
	 * in none.
	 */
	private @Nullable InFlightEntry find(String id) {
		InFlightEntry entry = this.running.get(id);
		if (entry != null) {
			return entry;
		}
		synchronized (this.ended) {
			Ended found = this.ended.get(id);
			return (found != null) ? found.entry() : null;
		}
	}

	private void remove(InFlightEntry entry) {
		this.running.remove(entry.id(), entry);
		synchronized (this.ended) {
			this.ended.remove(entry.id());
		}
	}

	/**
	 * Ends the care of the transaction's own thread: from now on only back-checks ask.
	 * @param entry the transaction, ended and with the decisions that got through
	 * @param logged whether its messages name a log, which then answers for what retried
	 * publishes have left behind
	 */
	void release(InFlightEntry entry, boolean logged) {
		if (logged) {
			entry.leaveOrphans();
		}
		remember(entry);
		this.running.remove(entry.id(), entry);
		// A back-check may have finished it just now.
		if (entry.isFinished() || entry.isAbandoned()) {
			remove(entry);
		}
	}

	void decided(String id, String attemptId) {
		InFlightEntry entry = find(id);
		if (entry != null) {
			entry.decided(attemptId);
			if (entry.isFinished()) {
				remove(entry);
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
		InFlightEntry entry = find(id);
		return (entry != null) ? Optional.ofNullable(entry.resolve(attemptId)) : Optional.empty();
	}

	/**
	 * Whether a transaction runs for so long that its log is to be asked.
	 */
	boolean isOverdue(String id) {
		InFlightEntry entry = this.running.get(id);
		return entry != null && Duration.between(entry.started(), this.clock.instant()).compareTo(BELIEVED_RUNNING) > 0;
	}

	private void remember(InFlightEntry entry) {
		long now = this.clock.millis();
		synchronized (this.ended) {
			this.ended.put(entry.id(), new Ended(entry, now));
			Iterator<Ended> oldest = this.ended.values().iterator();
			while (oldest.hasNext()) {
				boolean expired = now - oldest.next().atMillis() > RETENTION.toMillis();
				if (!expired && this.ended.size() <= this.capacity) {
					break;
				}
				oldest.remove();
			}
		}
	}

	/**
	 * An entry that has to be kept, and since when.
	 */
	private record Ended(InFlightEntry entry, long atMillis) {
	}

}
