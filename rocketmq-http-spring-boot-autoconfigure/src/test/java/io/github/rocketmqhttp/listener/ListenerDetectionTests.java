package io.github.rocketmqhttp.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class ListenerDetectionTests {

	@Test
	void attributesMayHoldPlaceholdersAndExpressions() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.properties(Map.of("my.topic", "sales", "my.tag", "created"))
				.bean("names", new Names())
				.bean("placeholders", new Placeholders())
				.start();
			ListenerContainer container = application.container("id-sales");
			assertThat(container.getRequest().topic()).isEqualTo("sales");
			assertThat(container.getRequest().consumerGroup()).isEqualTo("GID_spel");
			assertThat(container.getRequest().tag()).isEqualTo("created");
			assertThat(container.getRequest().batchSize()).isEqualTo(4);
			assertThat(container.isRunning()).isFalse();
		}
	}

	@Test
	void whatIsLeftOutComesFromTheDefaults() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("bare", new Bare()).start();
			ListenerContainer container = application.container("bare.receive");
			assertThat(container.getRequest().topic()).isEqualTo("default-topic");
			assertThat(container.getRequest().consumerGroup()).isEqualTo("GID_default");
			assertThat(container.getRequest().tag()).isNull();
		}
	}

	@Test
	void aComposedAnnotationWorks() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("composed", new Composed()).start();
			assertThat(application.container("composed.receive").getRequest().topic()).isEqualTo("billing");
		}
	}

	@Test
	void proxiedBeansWork() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("byClass", proxy(new Bare(), true))
				.bean("byInterface", proxy(new Exposed(), false))
				.start();
			assertThat(application.registry().getContainers()).extracting(ListenerContainer::getId)
				.containsExactly("byClass.receive", "byInterface.receive");
		}
	}

	@Test
	void twoListenersOfOneIdAreRefused() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("a", new Identified()).bean("b", new Identified());
			assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(application::start)
				.withMessageContaining("'same'")
				.withMessageContaining("id = ");
		}
	}

	@Test
	void settingsOutsideTheirRangesAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ListenerSettings.builder().polls(17, Duration.ZERO).build())
			.withMessageContaining("17");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ListenerSettings.builder().polls(1, Duration.ofSeconds(31)).build())
			.withMessageContaining("PT31S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ListenerSettings.builder().shutdownTimeout(Duration.ofSeconds(-1)).build())
			.withMessageContaining("rocketmq-http.listener.shutdown-timeout");
	}

	@Test
	void everyAttributeIsReadAndOutdoesTheSettings() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.properties(Map.of("my.concurrency", "3"))
				.bean("names", new Names())
				.bean("many", new Attributes())
				.start();
			ListenerContainer container = application.container("many.receive");
			assertThat(container.getConcurrency()).isEqualTo(3);
			assertThat(container.getRequest().batchSize()).isEqualTo(7);
			assertThat(container.getRequest().waitTime()).isEqualTo(Duration.ofSeconds(2));
			assertThat(container.isOrdered()).isTrue();
			assertThat(container.isAutoStartup()).isFalse();
		}
	}

	@Test
	void severalAnnotationsOfOneMethodAreSeveralListeners() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("twice", new Twice()).start();
			assertThat(application.container("twice.receive").getRequest().topic()).isEqualTo("one");
			assertThat(application.container("twice.receive-2").getRequest().topic()).isEqualTo("two");
		}
	}

	@Test
	void listenersOfOneGroupWithDifferentFiltersAreRefused() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("a", new Bare()).bean("b", new Tagged());
			assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(application::start)
				.withMessageContaining("'b.receive'")
				.withMessageContaining("'a.receive'")
				.withMessageContaining("consumerGroup");
		}
	}

	private static Object proxy(Object target, boolean byClass) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(byClass);
		return factory.getProxy();
	}

	static class Names {

		public String getGroup() {
			return "GID_spel";
		}

	}

	static class Placeholders {

		@RocketMqHttpListener(id = "id-${my.topic}", topic = "${my.topic}", consumerGroup = "#{names.group}",
				tag = "${my.tag:none}")
		void receive(String body) {
		}

	}

	static class Bare {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@RocketMqHttpListener
	@interface BillingListener {

		@AliasFor(annotation = RocketMqHttpListener.class)
		String topic() default "billing";

	}

	static class Composed {

		@BillingListener
		void receive(String body) {
		}

	}

	interface Receiver {

		void receive(String body);

	}

	static class Exposed implements Receiver {

		@Override
		@RocketMqHttpListener
		public void receive(String body) {
		}

	}

	static class Identified {

		@RocketMqHttpListener(id = "same")
		void receive(String body) {
		}

	}

	static class Attributes {

		@RocketMqHttpListener(concurrency = "${my.concurrency}", batchSize = "#{3 + 4}", waitTime = "2s",
				ordered = true, autoStartup = "#{names.group == 'other'}")
		void receive(String body) {
		}

	}

	static class Twice {

		@RocketMqHttpListener(topic = "one")
		@RocketMqHttpListener(topic = "two")
		void receive(String body) {
		}

	}

	static class Tagged {

		@RocketMqHttpListener(tag = "created")
		void receive(String body) {
		}

	}

}
