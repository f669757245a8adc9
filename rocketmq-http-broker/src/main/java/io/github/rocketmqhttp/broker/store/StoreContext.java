package io.github.rocketmqhttp.broker.store;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/**
 * What all topics of a store share.
 *
 * @param settings what the store was told
 * @param clock the time of messages
 * @param identifiers makes message ids
 * @param handles makes receipt handles
 * @param memory counts stored bytes
 * @param halfMemory counts those of undecided half messages once more
 * @param names counts topics and groups
 * @param answers bounds the answers to polls
 * @param timer wakes waiting polls, in real time
 * @param deadLetters takes a message for a dead-letter topic; called without a lock
 */
record StoreContext(StoreSettings settings, BrokerClock clock, Identifiers identifiers, ReceiptHandles handles,
		MemoryBudget memory, MemoryBudget halfMemory, NameBudget names, AnswerBudget answers,
		ScheduledExecutorService timer, BiConsumer<TopicId, StoredMessage> deadLetters) {
}
