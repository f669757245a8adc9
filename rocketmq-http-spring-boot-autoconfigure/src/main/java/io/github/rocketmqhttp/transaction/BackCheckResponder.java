package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.observation.BackCheckContext;
import io.github.rocketmqhttp.observation.LoggingContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.observation.RepeatedWarnings;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the back-checks of one topic and group answered, tells the broker, and keeps what
 * stays in doubt. Safe for concurrent use.
 */
final class BackCheckResponder {

	/**
	 * A check's handle lives about 10 s. Reckoned from its arrival on our own clock: the
	 * broker's may go differently.
	 */
	static final Duration HANDLE_LIFE = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(BackCheckResponder.class);

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

	private final BackCheckEndpoint endpoint;

	private final RocketMqHttpOperations operations;

	private final BackCheckAnswerer answerer;

	private final InDoubtMessages inDoubt;

	private final MessageObservations observations;

	private final AtomicBoolean observed = new AtomicBoolean(true);

	BackCheckResponder(BackCheckEndpoint endpoint, RocketMqHttpOperations operations, BackCheckAnswerer answerer,
			InDoubtMessages inDoubt, MessageObservations observations) {
		this.endpoint = endpoint;
		this.operations = operations;
		this.answerer = answerer;
		this.inDoubt = inDoubt;
		this.observations = observations;
	}

	/**
	 * Takes note of a poll that was answered.
	 */
	void polled() {
		this.inDoubt.polled(this.endpoint);
	}

	/**
	 * Begins to answer a back-check, and to observe that.
	 * @param dead when its handle is dead, by {@link System#nanoTime()}
	 */
	BackCheck begin(ReceivedMessage message, long dead) {
		BackCheckContext context = new BackCheckContext(this.endpoint.topic(), this.endpoint.consumerGroup(),
				message.messageId(), message.properties(), message.consumedTimes());
		Observation observation = Observation.NOOP;
		try {
			observation = this.observations.backCheck(context).start();
		}
		catch (RuntimeException | Error ex) {
			unobserved(message.messageId(), ex);
		}
		return new BackCheck(message, dead, context, observation);
	}

	/**
	 * What is known without asking anybody who may have to wait.
	 * @return the answer, {@code null} if there is none
	 */
	@Nullable BackCheckAnswer atHand(BackCheck check) {
		return this.answerer.atHand(this.endpoint, check.messageId(), check.origin());
	}

	/**
	 * The log that is in charge of a message.
	 */
	@Nullable TransactionLog log(BackCheck check) {
		return this.answerer.log(check.origin());
	}

	/**
	 * Reads the log, without waiting for transactions.
	 * @return the answer, {@code null} if only the fence gives one
	 */
	@Nullable BackCheckAnswer read(BackCheck check, TransactionLog log) {
		return within(check, () -> this.answerer.read(this.endpoint, check.messageId(), log, check.origin()))
			.orElse(null);
	}

	BackCheckAnswer fence(BackCheck check, TransactionLog log) {
		return within(check, () -> this.answerer.fence(log, check.origin()));
	}

	BackCheckAnswer ask(BackCheck check) {
		return within(check, () -> this.answerer.ask(this.endpoint, check.message()));
	}

	/**
	 * Leaves a message to its next back-check without asking anybody.
	 */
	void busy(BackCheck check) {
		finish(check, BackCheckAnswer.unknown(AnswerReason.BUSY));
	}

	/**
	 * Tells the broker an answer, and keeps the message as one in doubt if there is none,
	 * or if it does not get through. Does not throw.
	 * @return whether the broker has accepted a decision
	 */
	boolean finish(BackCheck check, BackCheckAnswer answer) {
		BackCheckAnswer result = answer;
		boolean ended = false;
		try {
			result = within(check, () -> tellOrKeep(check, answer));
			ended = true;
		}
		catch (RuntimeException | Error ex) {
			logger.error("The back-check of half message {} of topic {} ended in a defect; the broker will ask again",
					check.messageId(), this.endpoint.topic(), ex);
		}
		try {
			note(check.context(), result);
			check.observation().stop();
		}
		catch (RuntimeException | Error ex) {
			unobserved(check.messageId(), ex);
		}
		return ended && result.equals(answer) && answer.resolution() != TransactionResolution.UNKNOWN;
	}

	/**
	 * Works inside the observation of the back-check; if that cannot be, without it.
	 */
	private <T> T within(BackCheck check, Supplier<T> work) {
		Observation.Scope scope = Observation.Scope.NOOP;
		try {
			scope = check.observation().openScope();
		}
		catch (RuntimeException | Error ex) {
			unobserved(check.messageId(), ex);
		}
		LoggingContext logging = LoggingContext.of(this.endpoint.topic(), this.endpoint.consumerGroup(),
				List.of(check.messageId()));
		try {
			return work.get();
		}
		finally {
			logging.close();
			close(scope, check);
		}
	}

	private void close(Observation.Scope scope, BackCheck check) {
		try {
			scope.close();
		}
		catch (RuntimeException | Error ex) {
			unobserved(check.messageId(), ex);
		}
	}

	private void unobserved(String messageId, Throwable failure) {
		if (this.observed.getAndSet(false)) {
			logger.warn(
					"The back-check of half message {} of topic {} is answered and could not be observed; further"
							+ " failures of that kind are logged at debug level",
					messageId, this.endpoint.topic(), failure);
		}
		else {
			logger.debug("The back-check of half message {} of topic {} could not be observed", messageId,
					this.endpoint.topic(), failure);
		}
	}

	private static void note(BackCheckContext context, BackCheckAnswer answer) {
		context.setAnswer(answer.resolution().name().toLowerCase(Locale.ROOT),
				answer.reason().name().toLowerCase(Locale.ROOT));
	}

	private BackCheckAnswer tellOrKeep(BackCheck check, BackCheckAnswer answer) {
		ReceivedMessage message = check.message();
		TransactionResolution resolution = answer.resolution();
		logger.debug("The back-check {} of half message {} of topic {} is answered {}, {}", message.consumedTimes(),
				message.messageId(), this.endpoint.topic(), resolution, answer.reason());
		if (resolution == TransactionResolution.UNKNOWN) {
			return keep(check, answer);
		}
		if (check.isDead()) {
			logger.debug("The answer for half message {} of topic {} came too late; it waits for its next check",
					message.messageId(), this.endpoint.topic());
			return keep(check, answer.lost(AnswerReason.TOO_LATE));
		}
		try {
			tell(message, resolution);
		}
		catch (RuntimeException | Error ex) {
			keep(check, answer.lost(AnswerReason.NOT_TOLD));
			this.repeated.warn(message.messageId(), ex.getClass().getName(),
					"The answer {} for half message {} of topic {} did not get through; the broker will ask again: {}",
					resolution, message.messageId(), this.endpoint.topic(), ex.toString());
			check.observation().error(ex);
			return answer.lost(AnswerReason.NOT_TOLD);
		}
		this.answerer.decided(message.messageId(), check.origin(), answer);
		return answer;
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
	private BackCheckAnswer keep(BackCheck check, BackCheckAnswer answer) {
		ReceivedMessage message = check.message();
		Duration age = Duration.between(message.publishTime(), message.invisibleUntil()).minus(HANDLE_LIFE);
		if (!check.isSettled()) {
			this.inDoubt.keep(new InDoubtEntry(message.messageId(), this.endpoint, check.origin(),
					this.inDoubt.sighting(age.isNegative() ? Duration.ZERO : age, message.consumedTimes(),
							message.receiptHandle(), HANDLE_LIFE),
					answer, null));
		}
		return answer;
	}

}
