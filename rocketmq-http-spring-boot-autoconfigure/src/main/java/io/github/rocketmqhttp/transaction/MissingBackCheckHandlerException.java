package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;

/**
 * Transactional messages go to a topic whose back-checks nobody can answer.
 */
public final class MissingBackCheckHandlerException extends TransactionConfigurationException {

	private static final long serialVersionUID = 1L;

	private final String topic;

	/**
	 * Creates the exception.
	 * @param topic the topic
	 * @param usedBy what sends there, such as an annotation on a method
	 */
	public MissingBackCheckHandlerException(String topic, String usedBy) {
		this(RocketMqHttpInstances.DEFAULT, topic, usedBy);
	}

	/**
	 * Creates the exception.
	 * @param instance the instance of the service; empty for the default one
	 * @param topic the topic
	 * @param usedBy what sends there, such as an annotation on a method
	 */
	public MissingBackCheckHandlerException(String instance, String topic, String usedBy) {
		super(usedBy + " sends to the topic '" + topic + "'"
				+ (instance.isEmpty() ? "" : " of the instance '" + instance + "'")
				+ ", and nothing can answer its back-checks: a message whose producer dies would stay in doubt.",
				"Either let the transaction log answer: it needs spring-jdbc, a DataSource, a transaction manager for it"
						+ " that runs the transactions, and rocketmq-http.transaction.log.enabled not to be"
						+ " false; with several data sources, declare a JdbcTransactionLog bean for each. Or write"
						+ " @BackCheckHandler(" + (instance.isEmpty() ? "" : "template = \"" + instance + "\", ")
						+ "topic = \"" + topic
						+ "\") on a class that implements TransactionChecker, or on a bean's method that returns"
						+ " TransactionResolution.",
				null);
		this.topic = topic;
	}

	/**
	 * The topic.
	 * @return the topic without handler
	 */
	public String getTopic() {
		return this.topic;
	}

}
