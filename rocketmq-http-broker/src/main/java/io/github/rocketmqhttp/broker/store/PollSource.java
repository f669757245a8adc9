package io.github.rocketmqhttp.broker.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What polls of one topic are served from: half messages that want a decision, or what
 * consumer groups have not consumed. Guarded by the topic's lock.
 */
interface PollSource {

	/**
	 * Where the handles that a group gets from here may be used.
	 */
	String handleScope(String consumerGroup);

	/**
	 * Ends what has run out for a group, so that it can be handed out again.
	 */
	void takeBackExpired(String consumerGroup, Instant now);

	/**
	 * Hands out what there is for a poll.
	 */
	List<Delivery> deliver(PollRequest request, Instant now);

	/**
	 * Undoes a delivery that never reached its client.
	 */
	void undeliver(String consumerGroup, ReceiptHandles.Parsed handle, Instant now);

	void startWaiting(WaitingPoll poll);

	/**
	 * Lets a poll wait no longer.
	 * @return whether it did
	 */
	boolean stopWaiting(WaitingPoll poll);

	/**
	 * Serves waiting polls in the order of their arrival.
	 * @param server answers a poll; {@code false} when there is nothing for it
	 */
	void serveWaiting(Predicate<WaitingPoll> server);

	/**
	 * Tells when there will be something for those that wait, as far as time decides.
	 */
	void nextDeliveries(Consumer<@Nullable Instant> due);

	/**
	 * Lets no poll wait any longer.
	 * @return those that did
	 */
	List<WaitingPoll> drainWaiting();

}
