package io.github.rocketmqhttp.broker.store;

/**
 * How much memory messages, topics and consumer groups take at one moment, in bytes.
 *
 * @param limit what all of them together may take
 * @param used what they take
 * @param halfMessageLimit what undecided half messages may take of it
 * @param halfMessagesUsed what they take
 */
public record MemoryView(long limit, long used, long halfMessageLimit, long halfMessagesUsed) {
}
