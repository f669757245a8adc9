package io.github.rocketmqhttp.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionLogs;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * What a context sets for itself below another one that has the starter: the one above
 * has the client and sends the messages of both, so that nothing would use it.
 */
final class SettingsOfChild {

	private final ConfigurableListableBeanFactory beanFactory;

	private final RocketMqHttpProperties properties;

	SettingsOfChild(ConfigurableListableBeanFactory beanFactory, RocketMqHttpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
	}

	/**
	 * Refuses what would be ignored.
	 * @param logs those of the context above
	 * @throws InvalidConfigurationException if properties or logs would be
	 */
	void requireUsed(TransactionLogs logs) {
		BeanFactory above = this.beanFactory.getParentBeanFactory();
		RocketMqHttpProperties used = (above != null)
				? above.getBeanProvider(RocketMqHttpProperties.class).getIfAvailable() : null;
		if (used != null && !used.equals(this.properties)) {
			throw new InvalidConfigurationException("The properties " + names(used)
					+ " of this context differ from those of the context above, and"
					+ " nothing would use them: the context above has the client and sends the messages of both.",
					"Set them in the context above for both. Contexts with settings of their own must lie beside each"
							+ " other, each with the starter, and not below another one that has it.");
		}
		if (!Boolean.FALSE.equals(this.properties.transaction().log().enabled())) {
			this.beanFactory.getBeansOfType(TransactionLog.class).forEach((name, log) -> requireUsed(name, log, logs));
		}
	}

	private static void requireUsed(String beanName, TransactionLog log, TransactionLogs logs) {
		if (!logs.contains(log)) {
			throw new InvalidConfigurationException(
					"The bean '" + beanName + "' is the transaction log '" + log.name()
							+ "', and nothing would use it: the context above this one sends the messages of both, with"
							+ " its own logs.",
					"Declare the log, its DataSource and its transaction manager in the context above, or use the starter"
							+ " in contexts beside each other only.");
		}
	}

	private List<String> names(RocketMqHttpProperties used) {
		return Arrays.stream(RocketMqHttpProperties.class.getRecordComponents())
			.filter((component) -> !Objects.equals(value(component, used), value(component, this.properties)))
			.map((component) -> "rocketmq-http."
					+ component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
			.toList();
	}

	private static Object value(RecordComponent component, RocketMqHttpProperties properties) {
		return ReflectionUtils.invokeMethod(component.getAccessor(), properties);
	}

}
