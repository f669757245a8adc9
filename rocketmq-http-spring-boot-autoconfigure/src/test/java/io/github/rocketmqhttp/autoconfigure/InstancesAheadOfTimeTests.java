package io.github.rocketmqhttp.autoconfigure;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Instances with names in an application that was prepared ahead of time.
 */
@CompileWithForkedClassLoader
class InstancesAheadOfTimeTests {

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().accessKey("east", "secret").start();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void theInstancesAreThereAsPreparedAndMustBeConfiguredNow() {
		prepare(Map.of("rocketmq-http.instances.east.endpoint", "http://127.0.0.1:1"), (initializer) -> {
			try (GenericApplicationContext context = context(Map.of("rocketmq-http.instances.east.endpoint",
					this.broker.endpoint(), "rocketmq-http.instances.east.access-key-id", "east",
					"rocketmq-http.instances.east.access-key-secret", "secret", "rocketmq-http.instances.east.topic",
					"orders", "rocketmq-http.instances.east.consumer-group", "GID_orders"))) {
				initializer.initialize(context);
				context.refresh();
				Program program = context.getBean(Program.class);
				program.template.newMessage("o-1").send();
				await().untilAsserted(() -> assertThat(program.received).containsExactly("o-1"));
				assertThat(context.getBeanNamesForType(RocketMqHttpTemplate.class)).hasSize(2);
			}
			try (GenericApplicationContext context = context(Map.of())) {
				initializer.initialize(context);
				assertThatThrownBy(context::refresh).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("prepared ahead of time with the instance 'east'");
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static void prepare(Map<String, Object> properties,
			Consumer<ApplicationContextInitializer<GenericApplicationContext>> test) {
		AnnotationConfigApplicationContext prepared = new AnnotationConfigApplicationContext();
		prepared.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		prepared.register(Application.class);
		TestGenerationContext generation = new TestGenerationContext();
		String initializer = new ApplicationContextAotGenerator().processAheadOfTime(prepared, generation).toString();
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> test.accept(compiled.getInstance(ApplicationContextInitializer.class, initializer)));
	}

	private static GenericApplicationContext context(Map<String, Object> properties) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(RocketMqHttpAutoConfiguration.class)
	static class Application {

		@Bean
		Program program(@Qualifier("east") RocketMqHttpTemplate template) {
			return new Program(template);
		}

	}

	static class Program {

		private final RocketMqHttpTemplate template;

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		Program(RocketMqHttpTemplate template) {
			this.template = template;
		}

		@RocketMqHttpListener(template = "east")
		void receive(String order) {
			this.received.add(order);
		}

	}

}
