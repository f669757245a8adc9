package io.github.rocketmqhttp.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds out whether a test is a slice.
 */
final class SliceContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		RocketMqHttpTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				RocketMqHttpTest.class);
		return (annotation != null) ? new SliceContextCustomizer(annotation) : null;
	}

}
