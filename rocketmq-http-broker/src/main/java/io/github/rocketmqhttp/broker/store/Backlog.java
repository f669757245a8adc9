package io.github.rocketmqhttp.broker.store;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a group has seen of the log and not delivered; decides what may be delivered next.
 * Guarded by the topic's lock.
 */
interface Backlog {

	/**
	 * Takes messages, oldest first, until the batch is full.
	 * @param filter which messages
	 * @param batch gets the messages
	 * @param log the messages that the group has not seen yet; {@code null} at the end
	 * @param passed gets those of them that the filter refuses: the group is done with
	 * them
	 */
	void take(TagFilter filter, Batch batch, Supplier<@Nullable PendingMessage> log, Consumer<PendingMessage> passed);

	/**
	 * A delivered message comes back.
	 */
	void giveBack(PendingMessage message);

	/**
	 * A delivered message needs no further delivery.
	 */
	void finish(PendingMessage message);

	/**
	 * Drops a message, if it is here.
	 */
	void remove(StoredMessage message, long offset);

	/**
	 * Empties the backlog.
	 */
	List<PendingMessage> drain();

	int size();

}
