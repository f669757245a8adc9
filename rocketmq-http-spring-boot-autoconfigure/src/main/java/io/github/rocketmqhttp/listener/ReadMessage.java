package io.github.rocketmqhttp.listener;

/**
 * A message that is ready to be given to the method.
 *
 * @param delivery the message
 * @param content what was read from it: an element of the list, or all arguments
 * @param key tells it apart in the inbox; empty where no inbox is used
 */
record ReadMessage(Delivery delivery, Object content, String key) {

	/**
	 * Names the message without its content.
	 */
	@Override
	public String toString() {
		return "ReadMessage[messageId=" + this.delivery.message().messageId() + "]";
	}

}
