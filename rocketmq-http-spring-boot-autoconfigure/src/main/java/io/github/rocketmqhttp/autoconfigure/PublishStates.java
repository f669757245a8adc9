package io.github.rocketmqhttp.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.rocketmqhttp.actuate.PublishState;
import io.github.rocketmqhttp.core.PublishStatus;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Asks the templates that the application has made already how publishing goes, by the
 * name of the instance. Further templates of the application's own are left out.
 */
final class PublishStates implements Supplier<Map<String, PublishState>> {

	private final ConfigurableListableBeanFactory beanFactory;

	private final RocketMqHttpProperties properties;

	PublishStates(ConfigurableListableBeanFactory beanFactory, RocketMqHttpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
	}

	@Override
	public Map<String, PublishState> get() {
		Map<String, PublishState> states = new LinkedHashMap<>();
		add(states, RocketMqHttpInstances.DEFAULT, RocketMqHttpAutoConfiguration.TEMPLATE);
		this.properties.instances()
			.keySet()
			.forEach((name) -> add(states, name, InstanceBeansRegistrar.templateName(name)));
		return states;
	}

	private void add(Map<String, PublishState> states, String instance, String beanName) {
		if (this.beanFactory.getSingleton(beanName) instanceof RocketMqHttpTemplate template) {
			PublishStatus status = template.getPublishStatus();
			states.put(instance, new PublishState(status.waiting(), status.awayFor()));
		}
	}

}
