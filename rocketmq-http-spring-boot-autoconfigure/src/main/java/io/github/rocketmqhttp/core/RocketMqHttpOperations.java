package io.github.rocketmqhttp.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a program can do by hand: send, receive, and decide half messages.
 * <p>
 * Safe for concurrent use. Retryable failures are retried with back-off and jitter before
 * a {@link io.github.rocketmqhttp.RocketMqHttpException} reaches the caller; a retried
 * publish may store the message twice, so consumers must be idempotent. Publishing ends
 * within {@link PublishLimits}, and fails at once while the broker is known to be away.
 */
public interface RocketMqHttpOperations {

	/**
	 * Starts a message.
	 * @param payload the payload, converted when the message is sent
	 * @return a builder, to be used by one thread
	 */
	MessageSpec newMessage(Object payload);

	/**
	 * Sends a message.
	 * @param topic where to
	 * @param payload the payload
	 * @return the broker's receipt
	 */
	PublishReceipt send(String topic, Object payload);

	/**
	 * Sends a message without blocking.
	 * @param topic where to
	 * @param payload the payload
	 * @return the broker's receipt, later
	 */
	CompletableFuture<PublishReceipt> sendAsync(String topic, Object payload);

	/**
	 * Runs an action in a local transaction and delivers a message if, and only if, that
	 * transaction commits: the same as an annotated method, with its promises and
	 * exceptions, in the transaction manager's default way.
	 * <p>
	 * The half message is published first; if that fails, no transaction begins. Where a
	 * transaction runs already, the action joins it and its outcome decides. The topic
	 * must be one whose back-checks this application polls; see the property
	 * {@code rocketmq-http.transaction.topics}.
	 * @param message the message, made by {@link #newMessage(Object)} of the template
	 * @param action the work; its exceptions pass through and roll back
	 * @param <T> type of the result
	 * @return what the action returns
	 * @throws IllegalStateException if nothing could answer the message's back-checks, or
	 * if there is no transaction support or not one transaction manager; nothing was
	 * published then
	 */
	<T> @Nullable T inTransaction(MessageSpec message, TransactionCallback<T> action);

	/**
	 * Does the same with a transaction manager and settings of the caller's own.
	 * @param message the message, made by {@link #newMessage(Object)} of the template
	 * @param transactions runs the transaction; read-only ones and propagations without a
	 * transaction are refused
	 * @param action the work; its exceptions pass through and roll back
	 * @param <T> type of the result
	 * @return what the action returns
	 * @throws IllegalStateException if nothing could answer the message's back-checks, or
	 * if there is no transaction support; nothing was published then
	 */
	<T> @Nullable T inTransaction(MessageSpec message, TransactionTemplate transactions, TransactionCallback<T> action);

	/**
	 * Delivers a message if, and only if, the Spring transaction that runs on this thread
	 * commits. The half message is published just before the commit; if that fails, the
	 * transaction rolls back. The transaction log, if there is one, gets its row at once:
	 * if that fails, the transaction cannot commit any more, even if the exception is
	 * swallowed.
	 * <p>
	 * The transaction must not be one of another transaction manager inside of which, or
	 * around which, a second one runs: its outcome would be hidden.
	 * @param message the message, made by {@link #newMessage(Object)} of the template
	 * @throws IllegalStateException if nothing could answer the message's back-checks, or
	 * if there is no transaction support
	 * @throws org.springframework.transaction.IllegalTransactionStateException if no
	 * transaction runs whose outcome the message could follow
	 */
	void sendOnCommit(MessageSpec message);

	/**
	 * Takes one message without waiting. It comes back after its invisible time unless it
	 * is {@linkplain #acknowledge(Message) acknowledged}.
	 * @param topic where from
	 * @param consumerGroup on whose behalf
	 * @param type type of the payload
	 * @param <T> type of the payload
	 * @return the message with {@link RocketMqHttpHeaders}; empty when there is none
	 */
	<T> Optional<Message<T>> receive(String topic, String consumerGroup, Class<T> type);

	/**
	 * Takes the messages of one poll. They come back after their invisible time unless
	 * they are {@linkplain #acknowledge(Message) acknowledged}.
	 * @param request the poll: how many messages at most, which tags, and how long to
	 * wait for the first one
	 * @param type type of the payloads
	 * @param <T> type of the payloads
	 * @return the messages with {@link RocketMqHttpHeaders}, possibly none
	 */
	<T> List<Message<T>> receiveBatch(ConsumeRequest request, Class<T> type);

	/**
	 * Acknowledges a message that {@code receive} returned.
	 * @param message the message with its headers
	 * @throws IllegalArgumentException if a header is missing
	 * @throws io.github.rocketmqhttp.AcknowledgeException if its handle is refused
	 */
	void acknowledge(Message<?> message);

	/**
	 * Publishes a half message.
	 * @param topic where to, of type transaction
	 * @param consumerGroup the group whose back-checks this producer answers
	 * @param attempt gives the message of each publish attempt, so that each can carry an
	 * id of its own
	 * @return the receipt of the attempt that the broker answered
	 */
	HalfMessageReceipt publishHalf(String topic, String consumerGroup, Supplier<OutboundMessage> attempt);

	/**
	 * Commits a half message: it becomes visible to consumers. Retried like a publish; a
	 * handle that was accepted by a lost answer is then refused.
	 * @param receipt the half message
	 * @throws io.github.rocketmqhttp.AcknowledgeException if the handle is refused
	 */
	void commit(HalfMessageReceipt receipt);

	/**
	 * Rolls a half message back: nobody will ever see it.
	 * @param receipt the half message
	 * @throws io.github.rocketmqhttp.AcknowledgeException if the handle is refused
	 */
	void rollback(HalfMessageReceipt receipt);

	/**
	 * Commits as {@link #commit(HalfMessageReceipt)} does, for a caller whose work is
	 * done and who must not be kept: waits for a short time only, and not at all while
	 * the broker is known to be away. Whoever calls it leaves the rest to the back-check.
	 * @param receipt the half message
	 */
	default void commitBriefly(HalfMessageReceipt receipt) {
		commit(receipt);
	}

	/**
	 * Rolls back as {@link #rollback(HalfMessageReceipt)} does, for a caller who must not
	 * be kept.
	 * @param receipt the half message
	 */
	default void rollbackBriefly(HalfMessageReceipt receipt) {
		rollback(receipt);
	}

	/**
	 * Polls once for half messages that want a decision.
	 * @param request the poll, without a tag
	 * @return the back-checks, possibly none
	 */
	List<ReceivedMessage> receiveHalf(ConsumeRequest request);

}
