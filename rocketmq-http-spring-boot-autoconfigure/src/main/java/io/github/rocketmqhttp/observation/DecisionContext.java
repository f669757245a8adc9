package io.github.rocketmqhttp.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;

/**
 * The broker is told what becomes of a half message.
 */
public final class DecisionContext extends MessageContext {

	private final boolean commit;

	/**
	 * Creates the context.
	 * @param topic the topic
	 * @param consumerGroup the group of the producer
	 * @param messageId the half message
	 * @param traceContext properties of the message that say which trace it belongs to;
	 * empty for the trace of the thread
	 * @param commit whether it is committed, not rolled back
	 */
	public DecisionContext(String topic, String consumerGroup, String messageId, Map<String, String> traceContext,
			boolean commit) {
		super(topic, consumerGroup, messageId, traceContext, Kind.CLIENT);
		this.commit = commit;
	}

	/**
	 * What is decided.
	 * @return {@code true} to commit, {@code false} to roll back
	 */
	public boolean isCommit() {
		return this.commit;
	}

}
