package io.github.rocketmqhttp.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Switches the embedded broker on before anything of the application is set up. Equal
 * ones share an application context.
 *
 * @param topics the declared topics, none for those of the application
 */
record BrokerContextCustomizer(List<String> topics) implements ContextCustomizer {

	private static final String SOURCE = "@AutoConfigureRocketMqHttpBroker";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("rocketmq-http.enabled", "true");
		properties.put("rocketmq-http.broker.enabled", "true");
		properties.put("rocketmq-http.broker.port", "0");
		if (!this.topics.isEmpty()) {
			properties.put("rocketmq-http.broker.topics", String.join(",", this.topics));
		}
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(SOURCE, properties));
		// What was prepared ahead of time has the beans already.
		if (!AotDetector.useGeneratedArtifacts()
				&& context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
			new AnnotatedBeanDefinitionReader(registry, context.getEnvironment())
				.register(BrokerTestConfiguration.class);
		}
	}

}
