package io.github.rocketmqhttp.autoconfigure;

import java.io.UncheckedIOException;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.RocketMqHttpBrokerBuilder;
import io.github.rocketmqhttp.broker.store.TopicType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded broker as the properties say, on the loopback interface.
 */
final class EmbeddedBrokerStarter {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBrokerStarter.class);

	private static final String TOPICS = "rocketmq-http.broker.topics";

	private final RocketMqHttpProperties properties;

	EmbeddedBrokerStarter(RocketMqHttpProperties properties) {
		this.properties = properties;
	}

	RocketMqHttpBroker start() {
		RocketMqHttpProperties.Broker settings = this.properties.broker();
		RocketMqHttpBrokerBuilder builder = RocketMqHttpBroker.builder()
			.port(settings.port())
			.transactionCheckInterval(settings.transactionCheckInterval())
			.maxDeliveries(settings.maxDeliveries());
		if (settings.strictTopics()) {
			builder.strictTopics();
		}
		if (settings.memoryLimit() != null) {
			builder.memoryLimit(settings.memoryLimit().toBytes());
		}
		if (settings.seed() != null) {
			builder.seed(settings.seed());
		}
		settings.topics().forEach((topic) -> declare(builder, topic));
		RocketMqHttpBroker broker = start(builder);
		logger.warn("The embedded broker at {} is for development and tests: it keeps nothing on disk, so undelivered "
				+ "messages are lost when the application ends", broker.endpoint());
		if (this.properties.endpoint() != null) {
			logger.warn("The embedded broker is enabled, so rocketmq-http.endpoint is not used");
		}
		return broker;
	}

	private static void declare(RocketMqHttpBrokerBuilder builder, String topic) {
		int colon = topic.indexOf(':');
		try {
			if (colon < 0) {
				throw new IllegalArgumentException("It has no type.");
			}
			builder.topic(topic.substring(0, colon).strip(), TopicType.of(topic.substring(colon + 1).strip()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(
					"The property '" + TOPICS + "' has the element '" + topic + "', which is not allowed. "
							+ ex.getMessage(),
					"Write each element as a name, a colon and the type normal, ordered, scheduled or transaction; "
							+ "for example " + TOPICS + "=orders:transaction,audit:normal.");
		}
	}

	private RocketMqHttpBroker start(RocketMqHttpBrokerBuilder builder) {
		try {
			return builder.start();
		}
		catch (UncheckedIOException ex) {
			throw new InvalidConfigurationException("The embedded broker did not start. " + ex.getMessage(),
					"Set rocketmq-http.broker.port to a free port, or to 0 to have one picked.", ex);
		}
	}

}
