package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.observation.BackCheckContext;
import io.github.rocketmqhttp.observation.LoggingContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
import io.micrometer.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the back-checks of one topic and group answered, tells the broker, and keeps what
 * stays in doubt. Used by all workers of a poller.
 */
final class BackCheckResponder {

	/**
	 * A check's handle lives about 10 s. Reckoned from its arrival on our own clock: the
	 * broker's may go differently.
	 */
	static final Duration HANDLE_LIFE = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(BackCheckResponder.class);

	private final BackCheckEndpoint endpoint;

	private final RocketMqHttpOperations operations;

	private final BackCheckAnswerer answerer;

	private final InDoubtMessages inDoubt;

	private final MessageObservations observations;

	BackCheckResponder(BackCheckEndpoint endpoint, RocketMqHttpOperations operations, BackCheckAnswerer answerer,
			InDoubtMessages inDoubt, MessageObservations observations) {
		this.endpoint = endpoint;
		this.operations = operations;
		this.answerer = answerer;
		this.inDoubt = inDoubt;
		this.observations = observations;
	}

	/**
	 * Answers a back-check. What goes wrong leaves the message to its next one.
	 * @param dead when its handle is dead, by {@link System#nanoTime()}
	 */
	void respond(ReceivedMessage message, long dead) {
		BackCheckContext context = context(message);
		Observation observation = this.observations.backCheck(context);
		LoggingContext logging = LoggingContext.of(this.endpoint.topic(), this.endpoint.consumerGroup(),
				List.of(message.messageId()));
		try {
			observation.observe(() -> note(context, answer(message, dead, observation)));
		}
		finally {
			logging.close();
		}
	}

	/**
	 * Leaves a message to its next back-check without asking anybody.
	 */
	void busy(ReceivedMessage message) {
		BackCheckAnswer answer = BackCheckAnswer.unknown(AnswerReason.BUSY);
		keep(message, answer);
		BackCheckContext context = context(message);
		this.observations.backCheck(context).observe(() -> note(context, answer));
	}

	private BackCheckContext context(ReceivedMessage message) {
		return new BackCheckContext(this.endpoint.topic(), this.endpoint.consumerGroup(), message.messageId(),
				message.properties(), message.consumedTimes());
	}

	private static void note(BackCheckContext context, BackCheckAnswer answer) {
		context.setAnswer(answer.resolution().name().toLowerCase(Locale.ROOT),
				answer.reason().name().toLowerCase(Locale.ROOT));
	}

	private BackCheckAnswer answer(ReceivedMessage message, long dead, Observation observation) {
		BackCheckAnswer answer = this.answerer.answer(this.endpoint, message);
		TransactionResolution resolution = answer.resolution();
		logger.debug("The back-check {} of half message {} of topic {} is answered {}, {}", message.consumedTimes(),
				message.messageId(), this.endpoint.topic(), resolution, answer.reason());
		if (resolution == TransactionResolution.UNKNOWN) {
			return keep(message, answer);
		}
		if (System.nanoTime() - dead >= 0) {
			logger.debug("The answer for half message {} of topic {} came too late; it waits for its next check",
					message.messageId(), this.endpoint.topic());
			return keep(message, answer.lost(AnswerReason.TOO_LATE));
		}
		try {
			tell(message, resolution);
			this.answerer.decided(message.messageId(), Origin.of(message), answer);
			return answer;
		}
		catch (RuntimeException ex) {
			observation.error(ex);
			logger.warn("The answer {} for half message {} of topic {} did not get through; the broker will ask again:"
					+ " {}", resolution, message.messageId(), this.endpoint.topic(), ex.toString());
			return keep(message, answer.lost(AnswerReason.NOT_TOLD));
		}
	}

	private void tell(ReceivedMessage message, TransactionResolution resolution) {
		HalfMessageReceipt receipt = new HalfMessageReceipt(this.endpoint.topic(), this.endpoint.consumerGroup(),
				message.messageId(), message.receiptHandle());
		if (resolution == TransactionResolution.COMMIT) {
			this.operations.commit(receipt);
		}
		else {
			this.operations.rollback(receipt);
		}
	}

	/**
	 * Keeps the message as one in doubt. Its age is the broker's own reckoning: the check
	 * was sent as long before its handle ends as handles live.
	 */
	private BackCheckAnswer keep(ReceivedMessage message, BackCheckAnswer answer) {
		Duration age = Duration.between(message.publishTime(), message.invisibleUntil()).minus(HANDLE_LIFE);
		this.inDoubt.keep(new InDoubtEntry(message.messageId(), this.endpoint, Origin.of(message),
				this.inDoubt.sighting(age.isNegative() ? Duration.ZERO : age, message.consumedTimes(),
						message.receiptHandle(), HANDLE_LIFE),
				answer, null));
		return answer;
	}

}
