package io.github.rocketmqhttp.transaction;

import java.util.Optional;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.TransactionMetrics.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the answer to a back-check: first in what this process does and has done, then in
 * the transaction log that the message names, whose word is final; with the topic's
 * handler if it names none.
 */
final class BackCheckAnswerer {

	private static final Logger logger = LoggerFactory.getLogger(BackCheckAnswerer.class);

	private final InFlightTransactions inFlight;

	private final TransactionLogs logs;

	private final BackCheckHandlerRegistry handlers;

	private final TransactionMetrics metrics;

	BackCheckAnswerer(InFlightTransactions inFlight, TransactionLogs logs, BackCheckHandlerRegistry handlers,
			TransactionMetrics metrics) {
		this.inFlight = inFlight;
		this.logs = logs;
		this.handlers = handlers;
		this.metrics = metrics;
	}

	/**
	 * Answers one back-check. Does not throw; what goes wrong counts as unknown.
	 */
	TransactionResolution answer(BackCheckEndpoint endpoint, ReceivedMessage message) {
		String transactionId = message.properties().get(TransactionHeaders.TRANSACTION_ID);
		String attemptId = message.properties().get(TransactionHeaders.ATTEMPT_ID);
		String log = message.properties().get(TransactionHeaders.LOG);
		if (transactionId != null) {
			Optional<TransactionResolution> known = this.inFlight.resolve(transactionId, attemptId);
			if (known.isPresent()) {
				return known.get();
			}
		}
		return (transactionId != null && attemptId != null && log != null)
				? askLog(endpoint, message.messageId(), log, transactionId, attemptId) : askHandler(endpoint, message);
	}

	private TransactionResolution askLog(BackCheckEndpoint endpoint, String messageId, String name,
			String transactionId, String attemptId) {
		TransactionLog log = this.logs.named(name);
		if (log == null) {
			logger.warn(
					"The half message {} of topic {} is in doubt, and its transaction log '{}' is not part of this"
							+ " application: only that log can answer, so enable or declare it again",
					messageId, endpoint.topic(), name);
			return TransactionResolution.UNKNOWN;
		}
		return log.resolve(transactionId, attemptId);
	}

	private TransactionResolution askHandler(BackCheckEndpoint endpoint, ReceivedMessage message) {
		HalfMessageHandler handler = this.handlers.find(endpoint.topic());
		if (handler == null) {
			logger.warn("Nothing answers the back-check of half message {} of topic {}; it stays in doubt."
					+ " Add a @BackCheckHandler for the topic", message.messageId(), endpoint.topic());
			return TransactionResolution.UNKNOWN;
		}
		try {
			TransactionResolution resolution = handler.check(endpoint, message);
			if (resolution != null) {
				return resolution;
			}
			logger.warn("The handler for half message {} of topic {} answered null; the broker will ask again."
					+ " UNKNOWN says the same without this line", message.messageId(), endpoint.topic());
		}
		catch (Exception ex) {
			logger.warn("The handler for half message {} of topic {} failed; the broker will ask again",
					message.messageId(), endpoint.topic(), ex);
		}
		return TransactionResolution.UNKNOWN;
	}

	/**
	 * Takes note that the broker has accepted an answer.
	 */
	void decided(ReceivedMessage message, TransactionResolution resolution) {
		this.metrics.count((resolution == TransactionResolution.COMMIT) ? State.COMMITTED : State.ROLLED_BACK,
				Path.BACK_CHECK);
		String transactionId = message.properties().get(TransactionHeaders.TRANSACTION_ID);
		String attemptId = message.properties().get(TransactionHeaders.ATTEMPT_ID);
		if (transactionId != null && attemptId != null) {
			this.inFlight.decided(transactionId, attemptId);
		}
	}

}
