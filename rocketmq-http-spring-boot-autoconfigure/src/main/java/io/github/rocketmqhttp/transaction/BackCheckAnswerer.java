package io.github.rocketmqhttp.transaction;

import java.util.Optional;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.TransactionMetrics.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the answer to a back-check: first in what this process does and has done, then in
 * the transaction log that the message names, whose word is final. If neither is in
 * charge, an operator may have decided; otherwise the topic's handler is asked.
 */
final class BackCheckAnswerer {

	private static final Logger logger = LoggerFactory.getLogger(BackCheckAnswerer.class);

	private final InFlightTransactions inFlight;

	private final TransactionLogs logs;

	private final BackCheckHandlerRegistry handlers;

	private final TransactionMetrics metrics;

	BackCheckAnswerer(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers) {
		this.inFlight = coordinator.inFlight();
		this.logs = coordinator.logs();
		this.handlers = handlers;
		this.metrics = coordinator.metrics();
	}

	/**
	 * Answers one back-check. Does not throw; what goes wrong counts as unknown.
	 */
	BackCheckAnswer answer(BackCheckEndpoint endpoint, ReceivedMessage message) {
		BackCheckAnswer known = consult(Origin.of(message));
		if (known != null && known.reason() != AnswerReason.LOG_MISSING) {
			return known;
		}
		TransactionResolution decision = this.inFlight.inDoubt().decision(endpoint, message.messageId());
		if (decision != null) {
			return new BackCheckAnswer(decision, AnswerReason.OPERATOR);
		}
		if (known != null) {
			warnOfMissingLog(endpoint, message);
			return known;
		}
		return askHandler(endpoint, message);
	}

	/**
	 * Asks those whose word is final: this process's own knowledge, then the log that the
	 * message names.
	 * @return the answer, {@code null} if neither is in charge
	 */
	@Nullable BackCheckAnswer consult(Origin origin) {
		String transactionId = origin.transactionId();
		String attemptId = origin.attemptId();
		if (transactionId == null) {
			return null;
		}
		Optional<TransactionResolution> known = this.inFlight.resolve(transactionId, attemptId);
		if (known.isPresent()) {
			return new BackCheckAnswer(known.get(),
					(known.get() == TransactionResolution.UNKNOWN) ? AnswerReason.RUNNING : AnswerReason.ENDED_HERE);
		}
		return (attemptId != null && origin.log() != null) ? askLog(origin.log(), transactionId, attemptId) : null;
	}

	private BackCheckAnswer askLog(String reference, String transactionId, String attemptId) {
		TransactionLog log = this.logs.named(TransactionHeaders.logName(reference));
		if (log == null || !TransactionIds.isPlausible(transactionId)) {
			return BackCheckAnswer.unknown(AnswerReason.LOG_MISSING);
		}
		String identity = TransactionHeaders.logIdentity(reference);
		try {
			if (identity != null && !log.hasIdentity(identity)) {
				return BackCheckAnswer.unknown(AnswerReason.LOG_MISSING);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The transaction log '{}' does not know about transaction {} yet; the broker will ask again",
					log.name(), transactionId, ex);
			return BackCheckAnswer.unknown(AnswerReason.LOG_SILENT);
		}
		TransactionResolution resolution = log.resolve(transactionId, attemptId);
		return new BackCheckAnswer(resolution,
				(resolution == TransactionResolution.UNKNOWN) ? AnswerReason.LOG_SILENT : AnswerReason.LOG);
	}

	/**
	 * What the message says is quoted only where it is as plain as what this library
	 * writes.
	 */
	private void warnOfMissingLog(BackCheckEndpoint endpoint, ReceivedMessage message) {
		Origin origin = Origin.of(message);
		String name = (origin.log() != null) ? TransactionHeaders.logName(origin.log()) : "";
		if (origin.transactionId() == null || !TransactionIds.isPlausible(origin.transactionId())) {
			logger.warn("The half message {} of topic {} stays in doubt: it carries a transaction id that is not one of"
					+ " this library, or of an impossible time", message.messageId(), endpoint.topic());
		}
		else if (this.logs.named(name) != null) {
			logger.warn(
					"The half message {} of topic {} stays in doubt: it was sent with another database than that of"
							+ " the transaction log '{}' here. Give each database a group of its own",
					message.messageId(), endpoint.topic(), name);
		}
		else {
			logger.warn(
					"The half message {} of topic {} is in doubt, and its transaction log '{}' is not part of this"
							+ " application: only that log can answer, so enable or declare it again",
					message.messageId(), endpoint.topic(), ProtocolLimits.isName(name) ? name : "?");
		}
	}

	private BackCheckAnswer askHandler(BackCheckEndpoint endpoint, ReceivedMessage message) {
		HalfMessageHandler handler = this.handlers.find(endpoint);
		if (handler == null) {
			logger.warn("Nothing answers the back-check of half message {} of topic {}; it stays in doubt."
					+ " Add a @BackCheckHandler for the topic", message.messageId(), endpoint.topic());
			return BackCheckAnswer.unknown(AnswerReason.NO_HANDLER);
		}
		try {
			TransactionResolution resolution = handler.check(endpoint, message);
			if (resolution != null) {
				return new BackCheckAnswer(resolution, AnswerReason.HANDLER);
			}
			logger.warn("The handler for half message {} of topic {} answered null; the broker will ask again."
					+ " UNKNOWN says the same without this line", message.messageId(), endpoint.topic());
		}
		catch (Exception ex) {
			logger.warn("The handler for half message {} of topic {} failed; the broker will ask again",
					message.messageId(), endpoint.topic(), ex);
		}
		return BackCheckAnswer.unknown(AnswerReason.HANDLER_FAILED);
	}

	/**
	 * Takes note that the broker has accepted an answer.
	 */
	void decided(String messageId, Origin origin, BackCheckAnswer answer) {
		this.metrics.count((answer.resolution() == TransactionResolution.COMMIT) ? State.COMMITTED : State.ROLLED_BACK,
				(answer.reason() == AnswerReason.LOG) ? Path.FENCE : Path.BACK_CHECK);
		if (origin.transactionId() != null && origin.attemptId() != null) {
			this.inFlight.decided(origin.transactionId(), origin.attemptId());
		}
		this.inFlight.inDoubt().decided(messageId);
	}

}
