package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the registry keeps of one message in doubt; never its body.
 *
 * @param messageId its id
 * @param endpoint where its back-checks come from
 * @param origin which attempt of which transaction it is
 * @param sighting when it was last heard of
 * @param answer what was last answered
 * @param decision an operator's decision that waits for the next back-check
 */
record InDoubtEntry(String messageId, BackCheckEndpoint endpoint, Origin origin, Sighting sighting,
		BackCheckAnswer answer, @Nullable TransactionResolution decision) {

	InDoubtEntry withDecision(TransactionResolution decision) {
		return new InDoubtEntry(this.messageId, this.endpoint, this.origin, this.sighting, this.answer, decision);
	}

	Duration age(Instant now) {
		return this.sighting.age().plus(Duration.between(this.sighting.at(), now));
	}

	InDoubtMessage snapshot(Instant now) {
		return new InDoubtMessage(this.messageId, this.endpoint.instance(), this.endpoint.topic(),
				this.endpoint.consumerGroup(), this.origin.transactionId(), age(now), this.sighting.checks(),
				this.answer.resolution(), this.answer.reason(), this.decision);
	}

	/**
	 * Which attempt of which transaction a message is, as its properties say.
	 *
	 * @param transactionId the transaction; {@code null} for messages of other programs,
	 * and {@code ?} for those that carry another text in its place: it is shown and
	 * logged
	 * @param attemptId the publish attempt
	 * @param log name of the transaction log that answers for it
	 */
	record Origin(@Nullable String transactionId, @Nullable String attemptId, @Nullable String log) {

		static final String FORGED = "?";

		static Origin of(ReceivedMessage message) {
			String id = message.properties().get(TransactionHeaders.TRANSACTION_ID);
			return new Origin((id == null || TransactionHeaders.isTransactionId(id)) ? id : FORGED,
					message.properties().get(TransactionHeaders.ATTEMPT_ID),
					message.properties().get(TransactionHeaders.LOG));
		}

		/**
		 * Whether a transaction log answers for it.
		 */
		boolean isLogged() {
			return this.transactionId != null && this.attemptId != null && this.log != null;
		}

	}

	/**
	 * When a message was last heard of.
	 *
	 * @param at when, on the registry's clock
	 * @param age how old it was then, by the broker's clock
	 * @param checks its back-checks until then
	 * @param handle the receipt handle of that check
	 * @param handleDead when the handle ends, on the registry's clock
	 */
	record Sighting(Instant at, Duration age, int checks, String handle, Instant handleDead) {

		/**
		 * Leaves the handle out.
		 */
		@Override
		public String toString() {
			return "Sighting[at=" + this.at + ", age=" + this.age + ", checks=" + this.checks + "]";
		}

	}

}
