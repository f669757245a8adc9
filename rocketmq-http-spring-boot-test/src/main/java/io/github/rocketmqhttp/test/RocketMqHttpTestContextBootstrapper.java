package io.github.rocketmqhttp.test;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.SpringBootTestContextBootstrapper;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Reads the properties of a slice.
 */
final class RocketMqHttpTestContextBootstrapper extends SpringBootTestContextBootstrapper {

	@Override
	protected String @Nullable [] getProperties(Class<?> testClass) {
		RocketMqHttpTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				RocketMqHttpTest.class);
		return (annotation != null) ? annotation.properties() : null;
	}

}
