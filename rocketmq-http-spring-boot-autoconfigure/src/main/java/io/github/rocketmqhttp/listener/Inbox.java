package io.github.rocketmqhttp.listener;

import java.util.Collection;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Remembers which messages have taken effect, in the database of the business, so that a
 * message which is delivered again does nothing. Listeners use it that are
 * {@linkplain RocketMqHttpListener#idempotent() idempotent}; it is called by all workers.
 */
public interface Inbox {

	/** Most characters of a key, all of them visible ASCII. */
	int MAX_KEY_LENGTH = 200;

	/**
	 * Whether {@link #record} takes part in the transactions of a manager.
	 * @param manager the manager
	 * @return whether it does
	 */
	boolean isFor(PlatformTransactionManager manager);

	/**
	 * Whether each transaction runs in one of several databases, chosen when it begins,
	 * so that the inbox cannot tell which one a listener's method is to work with.
	 * @return whether the application has to say it
	 */
	default boolean isRouted() {
		return false;
	}

	/**
	 * Makes sure that the inbox can be used; called at start-up, and only if a listener
	 * uses it. A database that is away is no failure.
	 * @throws RuntimeException if it can never be used as it is set up
	 */
	void prepare();

	/**
	 * Finds out what {@link #record} would need another connection for. Called before
	 * each transaction of a listener begins, while it holds none.
	 */
	default void locate() {
	}

	/**
	 * Notes a message in the transaction that runs on this thread, before any business
	 * work. It has taken effect only when it is {@linkplain #confirm confirmed}, too.
	 * @param consumerGroup the group that got the message
	 * @param key tells the messages of the group apart
	 * @return what was noted
	 * @throws InboxCollisionException if the message is noted already, or is just being
	 * noted by another transaction; the running transaction must be rolled back
	 * @throws RuntimeException if it cannot be noted
	 */
	InboxEntry record(String consumerGroup, String key);

	/**
	 * Confirms what the transaction on this thread has noted, as the last thing before it
	 * commits. A database may have rolled back by itself, for example after a deadlock,
	 * and have begun anew.
	 * @param entries what was noted in it
	 * @return {@code false} if some of it is gone, so that the transaction must not
	 * commit
	 * @throws RuntimeException if that cannot be told, with the same consequence
	 */
	default boolean confirm(Collection<InboxEntry> entries) {
		return true;
	}

	/**
	 * Rolls back the transaction on this thread, which its manager has neither committed
	 * nor rolled back: its clean-up would commit it, in part or as a whole. Does not
	 * throw.
	 */
	default void rollBack() {
	}

	/**
	 * Deletes, in a transaction of its own, what has been committed without having been
	 * {@linkplain #confirm confirmed}, by something in the middle of the transaction of a
	 * listener that failed, so that the message can be handled again.
	 * @param entry what was noted; an entry for the same message that is confirmed, or
	 * that another transaction has made, stays
	 * @return whether it was there
	 * @throws RuntimeException if that cannot be told or done now
	 */
	default boolean withdraw(InboxEntry entry) {
		return false;
	}

	/**
	 * Deletes, in a transaction of its own, what could not be {@linkplain #withdraw
	 * withdrawn}, because the database or the process has ended, so that the message can
	 * be handled again. Called when the message has come again and has not taken effect.
	 * @param consumerGroup the group that got the message
	 * @param key tells the messages of the group apart
	 * @return whether something was there
	 * @throws RuntimeException if that cannot be told or done now
	 */
	default boolean recover(String consumerGroup, String key) {
		return false;
	}

	/**
	 * Looks, in a transaction of its own, whether a message has taken effect.
	 * @param consumerGroup the group that got the message
	 * @param key tells the messages of the group apart
	 * @return {@code true} if a committed transaction has noted and confirmed it
	 * @throws RuntimeException if that cannot be told now
	 */
	boolean contains(String consumerGroup, String key);

}
