package io.github.rocketmqhttp.test.crash;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Wants a crash for as long as a test method runs.
 */
final class CrashTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public void beforeTestExecution(TestContext testContext) {
		CrashAt annotation = annotation(testContext);
		if (annotation != null) {
			Crashes crashes = crashes(testContext);
			if (crashes == null) {
				throw new IllegalStateException("The test method " + testContext.getTestMethod().getName()
						+ " is annotated with @CrashAt, and nothing could end a transaction there. Annotate "
						+ testContext.getTestClass().getName()
						+ " with @RocketMqHttpTest or @AutoConfigureRocketMqHttpBroker, too.");
			}
			crashes.want(annotation.value());
		}
	}

	@Override
	public void afterTestExecution(TestContext testContext) {
		CrashAt annotation = annotation(testContext);
		Crashes crashes = (annotation != null) ? crashes(testContext) : null;
		if (annotation != null && crashes != null && !crashes.endWanting() && testContext.getTestException() == null) {
			throw new AssertionError("The test method " + testContext.getTestMethod().getName()
					+ " is annotated with @CrashAt(" + annotation.value()
					+ "), and no transaction with messages came to that point while it ran.");
		}
	}

	private static @Nullable CrashAt annotation(TestContext testContext) {
		return AnnotatedElementUtils.findMergedAnnotation(testContext.getTestMethod(), CrashAt.class);
	}

	private static @Nullable Crashes crashes(TestContext testContext) {
		return testContext.getApplicationContext().getBeanProvider(Crashes.class).getIfAvailable();
	}

}
