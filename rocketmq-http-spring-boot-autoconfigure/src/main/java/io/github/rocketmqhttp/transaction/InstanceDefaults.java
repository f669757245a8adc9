package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.TemplateDefaults;
import org.jspecify.annotations.Nullable;

/**
 * What annotations that select an instance leave open.
 */
final class InstanceDefaults {

	private static final String PREFIX = "rocketmq-http.";

	private final TransactionSettings settings;

	private final RocketMqHttpInstances instances;

	InstanceDefaults(TransactionSettings settings, RocketMqHttpInstances instances) {
		this.settings = settings;
		this.instances = instances;
	}

	/**
	 * The default topic.
	 * @throws io.github.rocketmqhttp.core.UnknownInstanceException if there is no such
	 * instance
	 */
	@Nullable String topic(String instance) {
		return instance.isEmpty() ? this.settings.defaultTopic() : defaults(instance).topic();
	}

	/**
	 * The default consumer group.
	 * @throws io.github.rocketmqhttp.core.UnknownInstanceException if there is no such
	 * instance
	 */
	@Nullable String consumerGroup(String instance) {
		return instance.isEmpty() ? this.settings.defaultConsumerGroup() : defaults(instance).consumerGroup();
	}

	String requireConsumerGroup(String instance) {
		String group = consumerGroup(instance);
		if (group == null) {
			throw new IllegalStateException("The topics of " + topicsProperty(instance)
					+ " have no consumer group whose back-checks are polled: set "
					+ property(instance, "consumer-group") + ".");
		}
		return group;
	}

	private TemplateDefaults defaults(String instance) {
		return this.instances.get(instance).defaults();
	}

	/**
	 * Names a property of an instance.
	 * @param name its name for the default instance, without prefix
	 */
	static String property(String instance, String name) {
		return PREFIX + (instance.isEmpty() ? "" : "instances." + instance + ".") + name;
	}

	/**
	 * Names the property that lists topics of messages sent by programs.
	 */
	static String topicsProperty(String instance) {
		return property(instance, instance.isEmpty() ? "transaction.topics" : "transaction-topics");
	}

}
