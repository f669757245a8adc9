package io.github.rocketmqhttp.listener;

import java.util.List;

/**
 * One way to give messages to a listener's method.
 */
interface ListenerCall {

	/**
	 * Whether the method takes all messages of a poll at once.
	 */
	boolean takesList();

	/**
	 * Reads one message.
	 * @throws RuntimeException if that cannot be done, today or tomorrow
	 */
	ReadMessage read(Delivery delivery);

	/**
	 * Calls the method.
	 * @param messages exactly one, unless the method takes a list
	 * @param handle acknowledges them
	 * @return those that are done with; the others come back
	 * @throws Throwable what the method threw, as it is
	 */
	List<Delivery> call(List<ReadMessage> messages, Acknowledgement handle) throws Throwable;

}
