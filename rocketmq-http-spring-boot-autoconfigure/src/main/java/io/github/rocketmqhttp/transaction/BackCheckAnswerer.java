package io.github.rocketmqhttp.transaction;

import java.util.Optional;

import io.github.rocketmqhttp.DamagedMessageException;
import io.github.rocketmqhttp.converter.PayloadConversionException;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.observation.RepeatedWarnings;
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

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

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
	 * What can be answered without waiting for anybody: what this process knows itself,
	 * and where no log is in charge, what an operator has decided.
	 * @return the answer, {@code null} if others have to be asked
	 */
	@Nullable BackCheckAnswer atHand(BackCheckEndpoint endpoint, String messageId, Origin origin) {
		BackCheckAnswer known = remembered(origin);
		if (known != null || log(origin) != null) {
			return known;
		}
		if (isLogMissing(origin)) {
			return missing(endpoint, messageId, origin);
		}
		TransactionResolution decision = this.inFlight.inDoubt().decision(endpoint, messageId);
		return (decision != null) ? new BackCheckAnswer(decision, AnswerReason.OPERATOR) : null;
	}

	/**
	 * Where the log that is in charge is not here, only an operator can decide.
	 */
	private BackCheckAnswer missing(BackCheckEndpoint endpoint, String messageId, Origin origin) {
		TransactionResolution decision = this.inFlight.inDoubt().decision(endpoint, messageId);
		if (decision != null) {
			return new BackCheckAnswer(decision, AnswerReason.OPERATOR);
		}
		warnOfMissingLog(endpoint, messageId, origin);
		return BackCheckAnswer.unknown(AnswerReason.LOG_MISSING);
	}

	/**
	 * What the message says is quoted only where it is as plain as what this library
	 * writes.
	 */
	private void warnOfMissingLog(BackCheckEndpoint endpoint, String messageId, Origin origin) {
		String name = (origin.log() != null) ? TransactionHeaders.logName(origin.log()) : "";
		if (origin.transactionId() == null || !TransactionIds.isPlausible(origin.transactionId())) {
			this.repeated.warn(messageId, "foreign id",
					"The half message {} of topic {} stays in doubt: it carries a transaction id that is not one of"
							+ " this library, or of an impossible time",
					messageId, endpoint.topic());
		}
		else if (this.logs.named(name) != null) {
			this.repeated.warn(messageId, "other database",
					"The half message {} of topic {} stays in doubt: it was sent with another database than that of"
							+ " the transaction log '{}' here. Give each database a group of its own",
					messageId, endpoint.topic(), name);
		}
		else {
			this.repeated.warn(messageId, "no log",
					"The half message {} of topic {} is in doubt, and its transaction log '{}' is not part of this"
							+ " application: only that log can answer, so enable or declare it again",
					messageId, endpoint.topic(), ProtocolLimits.isName(name) ? name : "?");
		}
	}

	/**
	 * What this process knows itself. That a transaction still runs counts for some
	 * minutes only, if there is a log to ask.
	 */
	private @Nullable BackCheckAnswer remembered(Origin origin) {
		TransactionResolution known = resolveHere(origin);
		if (known == null) {
			return null;
		}
		if (known != TransactionResolution.UNKNOWN) {
			return new BackCheckAnswer(known, AnswerReason.ENDED_HERE);
		}
		return (log(origin) != null && this.inFlight.isOverdue(String.valueOf(origin.transactionId()))) ? null
				: BackCheckAnswer.unknown(AnswerReason.RUNNING);
	}

	private @Nullable TransactionResolution resolveHere(Origin origin) {
		String transactionId = origin.transactionId();
		return (transactionId != null) ? this.inFlight.resolve(transactionId, origin.attemptId()).orElse(null) : null;
	}

	/**
	 * The log that is in charge of a message.
	 * @return the log, {@code null} if there is none, or if it is not part of the
	 * application
	 */
	@Nullable TransactionLog log(Origin origin) {
		return (origin.isLogged() && TransactionIds.isPlausible(String.valueOf(origin.transactionId())))
				? this.logs.named(TransactionHeaders.logName(String.valueOf(origin.log()))) : null;
	}

	/**
	 * Whether the message names a log of the same name in another database.
	 */
	private static boolean isForeign(TransactionLog log, Origin origin) {
		String identity = identity(origin);
		return identity != null && !log.hasIdentity(identity);
	}

	private static @Nullable String identity(Origin origin) {
		return TransactionHeaders.logIdentity(String.valueOf(origin.log()));
	}

	private boolean isLogMissing(Origin origin) {
		return origin.isLogged() && log(origin) == null;
	}

	/**
	 * Reads a log, without waiting for transactions that run.
	 * @return the answer; empty if only the fence gives one
	 */
	Optional<BackCheckAnswer> read(BackCheckEndpoint endpoint, String messageId, TransactionLog log, Origin origin) {
		try {
			if (isForeign(log, origin)) {
				return Optional.of(missing(endpoint, messageId, origin));
			}
			return log
				.lookUp(String.valueOf(origin.transactionId()), String.valueOf(origin.attemptId()), identity(origin))
				.map((resolution) -> ofLog(resolution, origin));
		}
		catch (RuntimeException | Error ex) {
			return Optional.of(silent(log, origin, ex));
		}
	}

	/**
	 * Asks a log for its last word.
	 */
	BackCheckAnswer fence(TransactionLog log, Origin origin) {
		try {
			if (isForeign(log, origin)) {
				return BackCheckAnswer.unknown(AnswerReason.LOG_MISSING);
			}
			return ofLog(log.resolve(String.valueOf(origin.transactionId()), String.valueOf(origin.attemptId()),
					identity(origin)), origin);
		}
		catch (RuntimeException | Error ex) {
			return silent(log, origin, ex);
		}
	}

	private BackCheckAnswer ofLog(TransactionResolution resolution, Origin origin) {
		if (resolution != TransactionResolution.UNKNOWN) {
			return new BackCheckAnswer(resolution, AnswerReason.LOG);
		}
		return BackCheckAnswer.unknown((resolveHere(origin) == TransactionResolution.UNKNOWN) ? AnswerReason.RUNNING
				: AnswerReason.LOG_SILENT);
	}

	private BackCheckAnswer silent(TransactionLog log, Origin origin, Throwable failure) {
		String transactionId = String.valueOf(origin.transactionId());
		this.repeated.warn(transactionId, log.name() + " " + failure.getClass().getName(),
				"The transaction log '{}' failed over transaction {}; the broker will ask again", log.name(),
				transactionId, failure);
		return BackCheckAnswer.unknown(AnswerReason.LOG_SILENT);
	}

	/**
	 * Asks those whose word is final: this process's own knowledge, then the log that the
	 * message names.
	 * @return the answer, {@code null} if neither is in charge
	 */
	@Nullable BackCheckAnswer consult(Origin origin) {
		BackCheckAnswer known = remembered(origin);
		TransactionLog log = log(origin);
		if (known != null) {
			return known;
		}
		if (log != null) {
			return fence(log, origin);
		}
		return isLogMissing(origin) ? BackCheckAnswer.unknown(AnswerReason.LOG_MISSING) : null;
	}

	/**
	 * Asks the topic's handler. Does not throw; what goes wrong counts as unknown.
	 */
	BackCheckAnswer ask(BackCheckEndpoint endpoint, ReceivedMessage message) {
		HalfMessageHandler handler = this.handlers.find(endpoint);
		if (handler == null) {
			this.repeated.warn(message.messageId(), "no handler",
					"Nothing answers the back-check of half message {} of topic {}; it stays in doubt."
							+ " Add a @BackCheckHandler for the topic",
					message.messageId(), endpoint.topic());
			return BackCheckAnswer.unknown(AnswerReason.NO_HANDLER);
		}
		try {
			TransactionResolution resolution = handler.check(endpoint, message);
			if (resolution != null) {
				return new BackCheckAnswer(resolution, AnswerReason.HANDLER);
			}
			this.repeated.warn(message.messageId(), "null",
					"The handler for half message {} of topic {} answered null; the broker will ask again."
							+ " UNKNOWN says the same without this line",
					message.messageId(), endpoint.topic());
		}
		catch (Throwable ex) {
			warnOfFailure(endpoint, message, ex);
		}
		return BackCheckAnswer.unknown(AnswerReason.HANDLER_FAILED);
	}

	private void warnOfFailure(BackCheckEndpoint endpoint, ReceivedMessage message, Throwable failure) {
		// The stack of our own exceptions would only show our own resolvers.
		boolean ours = failure instanceof PayloadConversionException || failure instanceof DamagedMessageException
				|| failure instanceof ArgumentException;
		this.repeated.warn(message.messageId(), failure.getClass().getName(),
				"The handler for half message {} of topic {} failed; the broker will ask again" + (ours ? ": {}" : ""),
				message.messageId(), endpoint.topic(), ours ? String.valueOf(failure.getMessage()) : failure);
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
