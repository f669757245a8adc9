package io.github.rocketmqhttp.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds out whether a test wants a broker.
 */
final class BrokerContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		AutoConfigureRocketMqHttpBroker annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureRocketMqHttpBroker.class);
		return (annotation != null) ? new BrokerContextCustomizer(List.of(annotation.topics())) : null;
	}

}
