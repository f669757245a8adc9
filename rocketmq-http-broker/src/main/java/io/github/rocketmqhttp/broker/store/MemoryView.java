package io.github.rocketmqhttp.broker.store;

/**
 * How much memory messages take at one moment, in bytes.
 *
 * @param limit what all messages together may take
 * @param used what they take
 * @param halfMessageLimit what undecided half messages may take of it
 * @param halfMessagesUsed what they take
 */
public record MemoryView(long limit, long used, long halfMessageLimit, long halfMessagesUsed) {
}
