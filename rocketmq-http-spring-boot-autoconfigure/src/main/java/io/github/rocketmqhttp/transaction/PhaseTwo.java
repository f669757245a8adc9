package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.TransactionMetrics.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what became of a transaction's half messages. What does not get
 * through, or comes too late, is left to the back-check; nothing is thrown. Safe for
 * concurrent use.
 */
public final class PhaseTwo implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PhaseTwo.class);

	private final RocketMqHttpInstances instances;

	private final InFlightTransactions inFlight;

	private final TransactionMetrics metrics;

	private final InstantSource clock;

	private final @Nullable BackgroundDecisions background;

	private final BackgroundDecisions inquiries;

	/**
	 * Creates the second phase; in the background, it has threads from the first decision
	 * on.
	 * @param instances decide their own messages
	 * @param inFlight knows what this process is doing
	 * @param settings say who decides, and how long closing may take
	 * @param metrics count
	 */
	public PhaseTwo(RocketMqHttpInstances instances, InFlightTransactions inFlight, TransactionSettings settings,
			TransactionMetrics metrics) {
		this(instances, inFlight, settings, metrics, new MonotonicClock());
	}

	PhaseTwo(RocketMqHttpInstances instances, InFlightTransactions inFlight, TransactionSettings settings,
			TransactionMetrics metrics, InstantSource clock) {
		this.instances = instances;
		this.inFlight = inFlight;
		this.metrics = new ContainedMetrics(metrics);
		this.clock = clock;
		this.background = (settings.completion() == CompletionMode.ASYNC)
				? new BackgroundDecisions("rocketmq-http-completion-", settings.shutdownTimeout()) : null;
		this.inquiries = new BackgroundDecisions("rocketmq-http-outcome-", settings.shutdownTimeout());
	}

	RocketMqHttpInstances instances() {
		return this.instances;
	}

	InFlightTransactions inFlight() {
		return this.inFlight;
	}

	TransactionMetrics metrics() {
		return this.metrics;
	}

	InstantSource clock() {
		return this.clock;
	}

	/**
	 * Decides the half messages of a transaction that has ended, now or in the
	 * background, and lets go of it.
	 * @param log the log of the transaction, if there is one
	 */
	void finish(InFlightEntry entry, List<PublishedHalf> halves, @Nullable ScopedLog log) {
		if (entry.isAbandoned()) {
			return;
		}
		State outcome = entry.state();
		if (outcome != State.IN_DOUBT && !halves.isEmpty()) {
			Siblings siblings = new Siblings(new AtomicInteger(halves.size()));
			halves.forEach((half) -> decide(new Decision(entry, half, outcome, siblings, log)));
			return;
		}
		if (halves.isEmpty()) {
			this.inFlight.release(entry, log != null);
		}
		else if (log == null || !inquire(entry, halves, log)) {
			leaveInDoubt(entry, halves, log);
		}
	}

	private boolean inquire(InFlightEntry entry, List<PublishedHalf> halves, ScopedLog log) {
		try {
			return this.inquiries.submit(new OutcomeInquiry(this, entry, halves, log));
		}
		catch (RuntimeException | Error ex) {
			logger.error("Asking for the outcome of transaction {} ended in a defect; the back-check will finish it",
					entry.id(), ex);
			return false;
		}
	}

	/**
	 * Decides a half message as its transaction log has it. Does not throw.
	 */
	void decide(InFlightEntry entry, PublishedHalf half, State outcome, AtomicInteger left, ScopedLog log) {
		new Decision(entry, half, outcome, new Siblings(left), log).attempt(true);
	}

	/**
	 * Leaves the half messages of a transaction whose outcome nobody knows to the
	 * back-check.
	 */
	void leaveInDoubt(InFlightEntry entry, List<PublishedHalf> halves, @Nullable ScopedLog log) {
		logger.warn("The commit of transaction {} failed in a way that leaves its outcome open; the back-check of"
				+ " half message {} will find out", entry.id(), names(halves));
		halves.forEach((half) -> {
			keep(entry, half, log, BackCheckAnswer.unknown(AnswerReason.COMMIT_FAILED));
			this.metrics.count(State.IN_DOUBT, Path.INLINE);
		});
		this.inFlight.release(entry, log != null);
	}

	private static String names(List<PublishedHalf> halves) {
		return halves.stream()
			.map((half) -> half.receipt().messageId() + " of topic " + half.receipt().topic())
			.collect(Collectors.joining(", "));
	}

	private void keep(InFlightEntry entry, PublishedHalf half, @Nullable ScopedLog log, BackCheckAnswer answer) {
		Duration handleLife = Duration.between(this.clock.instant(), half.deadline());
		this.inFlight.inDoubt().keep(entry, half, log, handleLife, answer);
	}

	private void decide(Decision decision) {
		try {
			if (this.background == null || !this.background.submit(decision)) {
				decision.attemptForCaller();
			}
		}
		catch (RuntimeException | Error ex) {
			// The database has decided: nothing may reach the caller any more.
			logger.error(
					"Telling the broker that transaction {} is {} ended in a defect; the back-check will finish it",
					decision.entry.id(), decision.outcome, ex);
		}
	}

	/**
	 * Waits for decisions under way in the background, at most for the shutdown time-out,
	 * and leaves the rest to the back-check.
	 */
	@Override
	public void close() {
		this.inquiries.close();
		if (this.background != null) {
			this.background.close();
		}
	}

	/**
	 * What the decisions of one transaction share.
	 *
	 * @param left how many of its messages are not decided
	 * @param silent the instances that have not answered one of the decisions
	 */
	private record Siblings(AtomicInteger left, Set<String> silent) {

		Siblings(AtomicInteger left) {
			this(left, ConcurrentHashMap.newKeySet());
		}

	}

	/**
	 * One half message and what its transaction has come to.
	 */
	private final class Decision implements BackgroundDecisions.Task {

		private final InFlightEntry entry;

		private final PublishedHalf half;

		private final State outcome;

		private final Siblings siblings;

		private final @Nullable ScopedLog log;

		/** Whether the thread is that of a caller, who waits. */
		private volatile boolean forCaller;

		Decision(InFlightEntry entry, PublishedHalf half, State outcome, Siblings siblings, @Nullable ScopedLog log) {
			this.entry = entry;
			this.half = half;
			this.outcome = outcome;
			this.siblings = siblings;
			this.log = log;
		}

		@Override
		public boolean isInTime(Duration ahead) {
			Instant then = PhaseTwo.this.clock.instant().plus(ahead);
			return then.isBefore(this.half.deadline());
		}

		void attemptForCaller() {
			this.forCaller = true;
			attempt(true);
		}

		@Override
		public boolean attempt(boolean last) {
			boolean done = true;
			try {
				done = !this.entry.isUndecided(this.half.attemptId()) || decide(last);
			}
			finally {
				if (done && this.siblings.left().decrementAndGet() == 0) {
					PhaseTwo.this.inFlight.release(this.entry, this.log != null);
				}
			}
			return done;
		}

		private boolean decide(boolean last) {
			HalfMessageReceipt receipt = this.half.receipt();
			if (!isInTime(Duration.ZERO)) {
				logger.debug(
						"The transaction of half message {} of topic {} took longer than its immunity time;"
								+ " the back-check will finish it as {}",
						receipt.messageId(), receipt.topic(), this.outcome);
				keep(AnswerReason.TOO_LATE);
				PhaseTwo.this.metrics.count(this.outcome, Path.LATE);
				return true;
			}
			if (this.forCaller && this.siblings.silent().contains(this.half.instance())) {
				return failed(new TransportException("The instance has not answered for another message of the"
						+ " transaction, so it was not asked again.", null, true, false), last);
			}
			try {
				tell(receipt);
				this.entry.decided(this.half.attemptId());
				PhaseTwo.this.metrics.count(this.outcome, Path.INLINE);
				return true;
			}
			catch (RuntimeException | Error ex) {
				// The database has decided: nothing may reach the caller any more.
				return failed(ex, last);
			}
		}

		private void tell(HalfMessageReceipt receipt) {
			RocketMqHttpOperations operations = PhaseTwo.this.instances.get(this.half.instance()).operations();
			if (this.outcome == State.COMMITTED) {
				Consumer<HalfMessageReceipt> commit = this.forCaller ? operations::commitBriefly : operations::commit;
				commit.accept(receipt);
			}
			else {
				Consumer<HalfMessageReceipt> rollback = this.forCaller ? operations::rollbackBriefly
						: operations::rollback;
				rollback.accept(receipt);
			}
		}

		private boolean failed(Throwable failure, boolean last) {
			HalfMessageReceipt receipt = this.half.receipt();
			if (!last && failure instanceof RocketMqHttpException known && known.isRetryable()) {
				logger.debug(
						"The half message {} of topic {} could not be told that its transaction is {}; trying again",
						receipt.messageId(), receipt.topic(), this.outcome);
				return false;
			}
			if (failure instanceof TransportException transport && transport.getHttpStatus() == 0) {
				this.siblings.silent().add(this.half.instance());
			}
			keep(AnswerReason.NOT_TOLD);
			logger.warn(
					"The half message {} of topic {} could not be told that its transaction is {};"
							+ " the back-check will: {}",
					receipt.messageId(), receipt.topic(), this.outcome, failure.toString());
			PhaseTwo.this.metrics.count(this.outcome, Path.FAILED);
			return true;
		}

		private void keep(AnswerReason reason) {
			TransactionResolution known = (this.outcome == State.COMMITTED) ? TransactionResolution.COMMIT
					: TransactionResolution.ROLLBACK;
			PhaseTwo.this.keep(this.entry, this.half, this.log, new BackCheckAnswer(known, reason));
		}

	}

}
