package io.github.rocketmqhttp.transaction;

import java.time.InstantSource;
import java.util.List;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.handler.TransactionBoundary;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private final PhaseTwo phaseTwo;

	private final PayloadConverter converter;

	private final TransactionLogs logs;

	private final TransactionSettings settings;

	private final RocketMqHttpInstances instances;

	private final InFlightTransactions inFlight;

	private final InstantSource clock;

	/**
	 * Creates the coordinator.
	 * @param phaseTwo tells the broker of outcomes, with the instances and the registry
	 * that the first phase uses too
	 * @param converter writes payloads, and reads those of back-checks
	 * @param logs know what has committed
	 * @param settings what annotations leave open
	 */
	public TransactionCoordinator(PhaseTwo phaseTwo, PayloadConverter converter, TransactionLogs logs,
			TransactionSettings settings) {
		this.phaseTwo = phaseTwo;
		this.converter = converter;
		this.logs = logs;
		this.settings = settings;
		this.instances = phaseTwo.instances();
		this.inFlight = phaseTwo.inFlight();
		this.clock = phaseTwo.clock();
	}

	RocketMqHttpInstances instances() {
		return this.instances;
	}

	InstanceDefaults instanceDefaults() {
		return new InstanceDefaults(this.settings, this.instances);
	}

	TransactionMetrics metrics() {
		return this.phaseTwo.metrics();
	}

	PayloadConverter converter() {
		return this.converter;
	}

	InFlightTransactions inFlight() {
		return this.inFlight;
	}

	TransactionLogs logs() {
		return this.logs;
	}

	TransactionSettings settings() {
		return this.settings;
	}

	/**
	 * Begins a scope with a transaction id of its own. {@link #close} must follow on the
	 * same thread.
	 * @param log the log of the transaction that it will be part of, if there is one
	 */
	TransactionScope begin(@Nullable TransactionLog log) {
		return new TransactionScope(this.inFlight.begin(TransactionIds.next()), log);
	}

	/**
	 * Publishes a half message of the scope.
	 * @throws HalfMessageNotPublishedException if the broker did not take it
	 */
	void publish(TransactionScope scope, PreparedMessage message) {
		PublishAttempts attempts = new PublishAttempts(scope, message, this.clock);
		HalfMessageReceipt receipt;
		try {
			receipt = this.instances.get(message.instance())
				.operations()
				.publishHalf(message.topic(), message.consumerGroup(), attempts);
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
		scope.amend();
	}

	/**
	 * Publishes messages just before the commit, or at once if the commit has begun.
	 */
	void publishLater(TransactionScope scope, List<PreparedMessage> messages) {
		scope.pending().addAll(messages);
		if (scope.isLate()) {
			publishPending(scope);
		}
	}

	/**
	 * Makes the scope part of the transaction that runs on this thread, and writes its
	 * row to the log. Called when that has begun, and before any business work. If it
	 * fails, the transaction cannot commit any more, even if the exception is swallowed:
	 * a database may have ended it without telling the transaction manager.
	 * @param transaction the transaction
	 * @param laterMessages how many messages may be published before the commit
	 * @throws TransactionFencedException if a back-check has already answered for it
	 * @throws TransactionLogException if the row could not be written
	 */
	void enlist(TransactionScope scope, RunningTransaction transaction, int laterMessages) {
		EnlistedScope enlisted = transaction.observed().enlist(this, scope);
		try {
			scope.record(laterMessages);
		}
		catch (RuntimeException | Error ex) {
			transaction.setRollbackOnly();
			enlisted.refuse(ex);
			throw ex;
		}
		scope.enlisted(transaction.isCommitting());
	}

	/**
	 * Takes note of the outcome, and acts on it unless the call is about to end on this
	 * thread. Never throws.
	 */
	void completed(TransactionScope scope, State outcome) {
		if (!scope.isEnlisted()) {
			return;
		}
		if (outcome == State.COMMITTED && !scope.pending().isEmpty()) {
			logger.error(
					"The transaction {} committed without the message {}: it was called when the commit had begun,"
							+ " publishing failed, and somebody swallowed the exception. Let it pass.",
					scope.entry().id(), scope.pending().get(0).name());
		}
		scope.entry().ended(outcome);
		if (!scope.isOpenHere()) {
			TransactionBoundary.afterCall(() -> settle(scope));
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
		if (scope.settle()) {
			this.phaseTwo.finish(scope.entry(), scope.published(), scope.log());
		}
	}

}
