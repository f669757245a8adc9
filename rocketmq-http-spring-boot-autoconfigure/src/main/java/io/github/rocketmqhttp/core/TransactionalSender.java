package io.github.rocketmqhttp.core;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends messages together with local transactions, for a template. Safe for concurrent
 * use.
 */
public interface TransactionalSender {

	/**
	 * Runs an action in a local transaction whose outcome decides the message.
	 * @param message the message
	 * @param transactions how the transaction is run; {@code null} for the application's
	 * only transaction manager with its defaults
	 * @param action the work
	 * @param <T> type of the result
	 * @return what the action returns
	 */
	<T> @Nullable T inTransaction(TransactionalContent message, @Nullable TransactionTemplate transactions,
			TransactionCallback<T> action);

	/**
	 * Sends a message with the transaction that runs on this thread.
	 * @param message the message
	 */
	void sendOnCommit(TransactionalContent message);

	/**
	 * The same for the messages of a template with a name, which go through its own
	 * instance of the service.
	 * @param instance the name
	 * @return a sender for that template
	 */
	TransactionalSender forInstance(String instance);

}
