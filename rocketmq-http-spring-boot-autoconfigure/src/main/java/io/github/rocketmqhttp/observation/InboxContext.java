package io.github.rocketmqhttp.observation;

import io.micrometer.observation.Observation;

/**
 * The inbox notes a message, or looks for one.
 */
public final class InboxContext extends Observation.Context {

	private final String consumerGroup;

	private volatile String result = Values.NONE;

	/**
	 * Creates the context.
	 * @param consumerGroup the group that got the message
	 */
	public InboxContext(String consumerGroup) {
		this.consumerGroup = consumerGroup;
	}

	/**
	 * Who got the message.
	 * @return the consumer group
	 */
	public String getConsumerGroup() {
		return this.consumerGroup;
	}

	/**
	 * Notes what came of it.
	 * @param result noted, collision, known or unknown
	 */
	public void setResult(String result) {
		this.result = result;
	}

	/**
	 * What came of it.
	 * @return noted, collision, known or unknown; {@code none} after a failure
	 */
	public String getResult() {
		return this.result;
	}

}
