package io.github.rocketmqhttp.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;

/**
 * The broker asks what became of a half message's transaction.
 */
public final class BackCheckContext extends MessageContext {

	private final int checks;

	private volatile String answer = Values.NONE;

	private volatile String reason = Values.NONE;

	/**
	 * Creates the context.
	 * @param topic the topic
	 * @param consumerGroup the group of the producer
	 * @param messageId the half message
	 * @param properties its properties
	 * @param checks how often the broker has asked, from 1
	 */
	public BackCheckContext(String topic, String consumerGroup, String messageId, Map<String, String> properties,
			int checks) {
		super(topic, consumerGroup, messageId, properties, Kind.CONSUMER);
		this.checks = checks;
	}

	/**
	 * How often the broker has asked.
	 * @return a number from 1
	 */
	public int getChecks() {
		return this.checks;
	}

	/**
	 * Notes the answer.
	 * @param answer commit, rollback or unknown
	 * @param reason why it is that, or why it did not reach the broker
	 */
	public void setAnswer(String answer, String reason) {
		this.answer = answer;
		this.reason = reason;
	}

	/**
	 * The answer.
	 * @return commit, rollback or unknown; {@code none} before it is found
	 */
	public String getAnswer() {
		return this.answer;
	}

	/**
	 * Why the answer is what it is, or why it did not reach the broker.
	 * @return a word
	 */
	public String getReason() {
		return this.reason;
	}

}
