package io.github.rocketmqhttp.transaction;

import java.time.InstantSource;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Leads half messages along a local transaction: publishes them, learns the transaction's
 * outcome, and tells it to the broker. Safe for concurrent use.
 * <p>
 * The outcome is what the transaction manager reports, never what an exception suggests.
 * A decision that does not get through is left to the back-check and is no failure of the
 * caller.
 */
public final class TransactionCoordinator {

	private static final Logger logger = LoggerFactory.getLogger(TransactionCoordinator.class);

	private final RocketMqHttpOperations operations;

	private final PayloadConverter converter;

	private final InFlightTransactions inFlight;

	private final TransactionSettings settings;

	private final InstantSource clock;

	/**
	 * Creates the coordinator.
	 * @param operations publishes and decides
	 * @param converter writes payloads, and reads those of back-checks
	 * @param inFlight knows what this process is doing
	 * @param settings what annotations leave open
	 */
	public TransactionCoordinator(RocketMqHttpOperations operations, PayloadConverter converter,
			InFlightTransactions inFlight, TransactionSettings settings) {
		this(operations, converter, inFlight, settings, new MonotonicClock());
	}

	TransactionCoordinator(RocketMqHttpOperations operations, PayloadConverter converter, InFlightTransactions inFlight,
			TransactionSettings settings, InstantSource clock) {
		this.operations = operations;
		this.converter = converter;
		this.inFlight = inFlight;
		this.settings = settings;
		this.clock = clock;
	}

	RocketMqHttpOperations operations() {
		return this.operations;
	}

	PayloadConverter converter() {
		return this.converter;
	}

	InFlightTransactions inFlight() {
		return this.inFlight;
	}

	TransactionSettings settings() {
		return this.settings;
	}

	/**
	 * Begins a scope with a transaction id of its own. {@link #close} must follow on the
	 * same thread.
	 */
	TransactionScope begin() {
		return new TransactionScope(this.inFlight.begin(TransactionIds.next(this.clock)));
	}

	/**
	 * Publishes a half message of the scope.
	 * @throws HalfMessageNotPublishedException if the broker did not take it
	 */
	void publish(TransactionScope scope, PreparedMessage message) {
		PublishAttempts attempts = new PublishAttempts(scope.entry(), message, this.clock);
		HalfMessageReceipt receipt;
		try {
			receipt = this.operations.publishHalf(message.topic(), message.consumerGroup(), attempts);
		}
		catch (RocketMqHttpException ex) {
			throw new HalfMessageNotPublishedException("The half message " + message.name() + " for the topic '"
					+ message.topic() + "' could not be published, so nothing was done. "
					+ (ex.isRetryable() ? "Call again later. " : "Mend the cause before calling again. ")
					+ ex.getMessage(), ex);
		}
		scope.published().add(attempts.published(receipt));
		logger.debug("Published the half message {} as {} to the topic {}, transaction {}", message.name(),
				receipt.messageId(), receipt.topic(), scope.entry().id());
	}

	void publishPending(TransactionScope scope) {
		for (PreparedMessage message : scope.pending()) {
			publish(scope, message);
		}
		scope.pending().clear();
	}

	/**
	 * Makes the scope part of the transaction that runs on this thread. Called when that
	 * has begun, and before any business work.
	 * @throws IllegalTransactionStateException if none runs whose outcome could be
	 * learned
	 */
	void enlist(TransactionScope scope, String method) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			throw new IllegalTransactionStateException("No transaction runs around " + method
					+ " whose outcome its messages could follow, so it was not called. Use a propagation that begins a"
					+ " transaction, such as REQUIRED, and a transaction manager with transaction synchronization.");
		}
		TransactionSynchronizationManager.registerSynchronization(new ScopeSynchronization(this, scope));
		scope.enlisted();
	}

	/**
	 * Takes note of the outcome, and acts on it unless the call is about to end on this
	 * thread. Never throws.
	 */
	void completed(TransactionScope scope, State outcome) {
		if (outcome == State.COMMITTED && !scope.pending().isEmpty()) {
			logger.error(
					"The transaction {} was already committing when {} was called, too late for its phase"
							+ " BEFORE_COMMIT: its message is lost. Call it before, or in a transaction of its own.",
					scope.entry().id(), scope.pending().get(0).name());
		}
		scope.entry().ended(outcome);
		if (!scope.isOpenHere()) {
			settle(scope);
		}
	}

	/**
	 * Ends the call. What never became part of a transaction is rolled back; what is part
	 * of one that goes on waits for its end. Never throws.
	 */
	void close(TransactionScope scope) {
		scope.close();
		if (!scope.isEnlisted()) {
			scope.entry().ended(State.ROLLED_BACK);
		}
		if (scope.entry().state() != State.RUNNING) {
			settle(scope);
		}
	}

	private void settle(TransactionScope scope) {
		if (!scope.settle()) {
			return;
		}
		State outcome = scope.entry().state();
		if (outcome == State.IN_DOUBT && !scope.published().isEmpty()) {
			logger.warn("The commit of transaction {} failed in a way that leaves its outcome open; the back-check of"
					+ " {} message(s) will find out", scope.entry().id(), scope.published().size());
		}
		else {
			scope.published().forEach((half) -> decide(scope.entry(), half, outcome));
		}
		this.inFlight.release(scope.entry());
	}

	private void decide(InFlightEntry entry, PublishedHalf half, State outcome) {
		HalfMessageReceipt receipt = half.receipt();
		if (!this.clock.instant().isBefore(half.deadline())) {
			logger.debug("The transaction of half message {} of topic {} took longer than its immunity time;"
					+ " the back-check will finish it as {}", receipt.messageId(), receipt.topic(), outcome);
			return;
		}
		try {
			if (outcome == State.COMMITTED) {
				this.operations.commit(receipt);
			}
			else {
				this.operations.rollback(receipt);
			}
			entry.decided(half.attemptId());
		}
		catch (RuntimeException | Error ex) {
			// The database has decided: nothing may reach the caller any more.
			logger.warn("The half message {} of topic {} could not be told that its transaction is {};"
					+ " the back-check will: {}", receipt.messageId(), receipt.topic(), outcome, ex.toString());
		}
	}

}
