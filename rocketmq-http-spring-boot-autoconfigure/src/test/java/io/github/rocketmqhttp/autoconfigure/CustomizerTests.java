package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.ListenerErrorHandler;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Beans that have the last word about what the starter makes.
 */
class CustomizerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class,
				RocketMqHttpJackson2AutoConfiguration.class, RocketMqHttpJackson3AutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret", "rocketmq-http.client.retry.max-attempts=2",
				"rocketmq-http.client.retry.initial-interval=1ms");

	@Test
	void theJackson3MapperOfPayloadsIsNotThatOfTheApplication() {
		this.runner.withUserConfiguration(Jackson3.class).run((context) -> {
			assertThat(context.getBean(PayloadConverter.class).toBody(Map.of())).isEqualTo("{ }");
			assertThat(context.getBean(JsonMapper.class).writeValueAsString(Map.of())).isEqualTo("{}");
		});
	}

	@Test
	void theJackson2MapperOfPayloadsIsNotThatOfTheApplication() {
		this.runner.withUserConfiguration(Jackson2.class).run((context) -> {
			assertThat(context.getBean(PayloadConverter.class).toBody(new Point(1))).isEqualTo("{\"east_by\":1}");
			assertThat(context.getBean(ObjectMapper.class).writeValueAsString(new Point(1)))
				.isEqualTo("{\"eastBy\":1}");
		});
	}

	@Test
	void soAreTheStartersOwnMappers() {
		this.runner.withUserConfiguration(Jackson3Customizer.class)
			.run((context) -> assertThat(context.getBean(PayloadConverter.class).toBody(Map.of())).isEqualTo("{ }"));
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withUserConfiguration(Jackson2Customizer.class)
			.run((context) -> assertThat(context.getBean(PayloadConverter.class).toBody(new Point(1)))
				.isEqualTo("{\"east_by\":1}"));
	}

	@Test
	void retriesOfAllInstancesTellTheListener() {
		AtomicInteger failures = new AtomicInteger();
		this.runner
			.withPropertyValues("rocketmq-http.instances.audit.endpoint=http://127.0.0.1:1",
					"rocketmq-http.instances.audit.client.retry.max-attempts=3",
					"rocketmq-http.instances.audit.client.retry.initial-interval=1ms")
			.withBean(RocketMqHttpRetryTemplateCustomizer.class,
					() -> (template) -> template.registerListener(new CountingListener(failures)))
			.run((context) -> {
				fail(context.getBean(RocketMqHttpTemplate.class));
				assertThat(failures).hasValue(2);
				fail(BeanFactoryAnnotationUtils.qualifiedBeanOfType(
						context.getSourceApplicationContext().getBeanFactory(), RocketMqHttpOperations.class, "audit"));
				assertThat(failures).hasValue(5);
			});
	}

	private static void fail(RocketMqHttpOperations operations) {
		assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> operations.send("orders", "o-1"));
	}

	@Test
	void clientsOfAllInstancesAreCustomized() {
		Queue<Object> built = new ConcurrentLinkedQueue<>();
		this.runner.withPropertyValues("rocketmq-http.instances.audit.endpoint=http://127.0.0.1:1")
			.withBean(RocketMqHttpClientCustomizer.class, () -> built::add)
			.run((context) -> assertThat(built).hasSize(2).doesNotHaveDuplicates());
	}

	@Test
	void theListenerContainerFactoryGetsAnErrorHandler() {
		Queue<String> failed = new ConcurrentLinkedQueue<>();
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start()) {
			this.runner.withUserConfiguration(Failing.class)
				.withPropertyValues("rocketmq-http.endpoint=" + broker.endpoint())
				.withBean(RocketMqHttpListenerContainerFactoryCustomizer.class,
						() -> (builder) -> builder.errorHandler((failure) -> {
							failed.add(failure.listenerId());
							return ListenerErrorHandler.Decision.ACKNOWLEDGE;
						}))
				.run((context) -> {
					context.getBean(RocketMqHttpTemplate.class).send("orders", "o-1");
					await().atMost(Duration.ofSeconds(20)).until(() -> !failed.isEmpty());
				});
		}
		assertThat(failed).contains("failing.receive");
	}

	static class Failing {

		@RocketMqHttpListener(id = "failing.receive", topic = "orders", consumerGroup = "GID_orders")
		void receive(String order) {
			throw new IllegalStateException("no");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jackson3Customizer {

		@Bean
		RocketMqHttpJackson3Customizer indented() {
			return (builder) -> builder.enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jackson3 extends Jackson3Customizer {

		@Bean
		JsonMapper mapper() {
			return JsonMapper.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jackson2Customizer {

		@Bean
		RocketMqHttpJackson2Customizer snakeCase() {
			return (mapper) -> mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jackson2 extends Jackson2Customizer {

		@Bean
		ObjectMapper mapper() {
			return new ObjectMapper();
		}

	}

	record Point(int eastBy) {
	}

	private static final class CountingListener implements RetryListener {

		private final AtomicInteger failures;

		CountingListener(AtomicInteger failures) {
			this.failures = failures;
		}

		@Override
		public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
				Throwable failure) {
			this.failures.incrementAndGet();
		}

	}

}
