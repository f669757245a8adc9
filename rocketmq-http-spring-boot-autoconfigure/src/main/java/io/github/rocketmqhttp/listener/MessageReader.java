package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Takes from a message what a method wants of it.
 */
@FunctionalInterface
interface MessageReader {

	/**
	 * Reads a message.
	 * @return all arguments of the method; or, where it takes a list, one element
	 * @throws RuntimeException a {@link io.github.rocketmqhttp.RocketMqHttpException} or
	 * an {@link io.github.rocketmqhttp.handler.ArgumentException} if the message cannot
	 * be read; neither quotes it
	 */
	Object read(ReceivedMessage message);

}
