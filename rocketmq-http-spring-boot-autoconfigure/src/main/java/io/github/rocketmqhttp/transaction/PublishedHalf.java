package io.github.rocketmqhttp.transaction;

import java.time.Instant;

import io.github.rocketmqhttp.core.HalfMessageReceipt;

/**
 * A half message that the broker has confirmed.
 *
 * @param instance the instance of the service that has it, and alone can decide it
 * @param receipt what is needed to decide it
 * @param attemptId the attempt that the broker confirmed
 * @param deadline when its handle is dead, reckoned from before it was sent
 */
record PublishedHalf(String instance, HalfMessageReceipt receipt, String attemptId, Instant deadline) {
}
