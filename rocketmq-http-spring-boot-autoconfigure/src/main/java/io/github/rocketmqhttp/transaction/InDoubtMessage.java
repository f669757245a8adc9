package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One half message that the broker has asked this process about, or that this process
 * could not decide itself, and that is not decided yet as far as this process knows.
 *
 * @param messageId its id
 * @param instance the instance of the service that has it; empty for the default one
 * @param topic its topic
 * @param consumerGroup the group of the producer
 * @param transactionId the transaction that it belongs to; {@code null} for messages of
 * other programs
 * @param age time since it was published, by the broker's clock when it last asked
 * @param checks back-checks so far, in whichever process; 0 before the first one
 * @param answer what was last answered; not {@code UNKNOWN} where the answer did not
 * reach the broker
 * @param reason why
 * @param decision what an operator wants the next back-check to be answered with;
 * {@code null} for nothing
 */
public record InDoubtMessage(String messageId, String instance, String topic, String consumerGroup,
		@Nullable String transactionId, Duration age, int checks, TransactionResolution answer, AnswerReason reason,
		@Nullable TransactionResolution decision) {

}
