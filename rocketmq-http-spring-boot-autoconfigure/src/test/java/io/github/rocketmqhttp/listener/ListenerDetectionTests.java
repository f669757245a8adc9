package io.github.rocketmqhttp.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

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
	void aBeanThatIsMadeLaterIsRegisteredThen() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(LazyConfiguration.class).start();
			assertThat(application.registry().getContainers()).isEmpty();
			application.context().getBean("later");
			assertThat(application.registry().getContainer("later.receive")).isPresent();
		}
	}

	@Test
	void aListenerWithoutTopicOrGroupIsRefusedWithTheProperty() {
		ListenerSettings bare = ListenerSettings.builder().defaults(null, "").autoStartup(false).build();
		refused(ListenerApplication.stopped().settings(bare), new Bare(), "no topic", "rocketmq-http.topic");
		refused(ListenerApplication.stopped().settings(bare), new Composed(), "no consumer group",
				"rocketmq-http.consumer-group");
	}

	@Test
	void namesThatTheServiceRefusesAreRefused() {
		refused(new BadTopic(), "'no such topic'", "A-Z");
		refused(new BadGroup(), "'GID:x'", "A-Z");
	}

	@Test
	void methodsThatCannotWorkAreRefused() {
		refused(new StaticMethod(), "static", "instance method");
		refused(new PrivateMethod(), "private", "package-private");
		refused(proxy(new FinalMethod(), true), "final", "Remove final");
		refused(proxy(new Hidden(), false), "proxied by interfaces", "proxyTargetClass");
		refused(new TwoPayloads(), "2 payload parameters", "@Header");
		refused(new Expression(), "expression", "Remove");
	}

	@Test
	void methodsThatReturnBeforeTheWorkIsDoneAreRefused() {
		refused(new Asynchronous(), "CompletableFuture", "return nothing");
		refused(new Reactive(), "Flow$Publisher", "return nothing");
	}

	@Test
	void listenersOnPrototypesAreRefused() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(PrototypeConfiguration.class).start();
			assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> application.context().getBean("many"))
				.havingRootCause()
				.isInstanceOf(InvalidListenerException.class)
				.withMessageContaining("no singleton");
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
	void valuesOfTheWrongKindAreRefused() {
		refused(new BadConcurrency(), "concurrency is 'four'", "a number");
		refused(new NoConcurrency(), "outside its range", "concurrency 0");
		refused(new BadWaitTime(), "waitTime is 'soon'", "30s");
		refused(new LongWaitTime(), "outside its range", "wait time");
		refused(new BadAutoStartup(), "autoStartup is 'maybe'", "true or false");
		refused(new UnknownErrorHandler(), "no bean 'nobody'", "errorHandler");
	}

	@Test
	void argumentsAndModesThatDoNotFitAreRefused() {
		refused(new UnwantedAcknowledgement(), "takes an Acknowledgement", "AckMode.MANUAL");
		refused(new MissingAcknowledgement(), "takes no Acknowledgement", "Add a parameter");
		refused(new OrderedWithoutAcknowledgement(), "ordered and its ackMode is NONE", "ordered = false");
		refused(new ListAndHeader(), "list of messages", "List<Message<T>>");
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

	private static void refused(Object bean, String reason, String remedy) {
		refused(ListenerApplication.stopped(), bean, reason, remedy);
	}

	private static void refused(ListenerApplication application, Object bean, String reason, String remedy) {
		try (application) {
			application.bean("bad", bean);
			Throwable failure = catchThrowable(application::start);
			assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining("ListenerDetectionTests$")
				.hasMessageContaining(reason)
				.hasMessageContaining(remedy);
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

	interface Other {

		void other();

	}

	static class Hidden implements Other {

		@Override
		public void other() {
		}

		@RocketMqHttpListener
		public void receive(String body) {
		}

	}

	static class BadTopic {

		@RocketMqHttpListener(topic = "no such topic")
		void receive(String body) {
		}

	}

	static class BadGroup {

		@RocketMqHttpListener(consumerGroup = "GID:x")
		void receive(String body) {
		}

	}

	static class StaticMethod {

		@RocketMqHttpListener
		static void receive(String body) {
		}

	}

	static class PrivateMethod {

		@RocketMqHttpListener
		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // found by reflection
		private void receive(String body) {
		}

	}

	static class FinalMethod {

		@RocketMqHttpListener
		final void receive(String body) {
		}

	}

	static class TwoPayloads {

		@RocketMqHttpListener
		void receive(String body, String id) {
		}

	}

	static class Expression {

		@RocketMqHttpListener
		void receive(@Payload("name") String name) {
		}

	}

	static class Asynchronous {

		@RocketMqHttpListener
		CompletableFuture<Void> receive(String body) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Reactive {

		@RocketMqHttpListener
		Flow.Publisher<String> receive(String body) {
			return (subscriber) -> subscriber.onComplete();
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

	static class BadConcurrency {

		@RocketMqHttpListener(concurrency = "four")
		void receive(String body) {
		}

	}

	static class NoConcurrency {

		@RocketMqHttpListener(concurrency = "0")
		void receive(String body) {
		}

	}

	static class BadWaitTime {

		@RocketMqHttpListener(waitTime = "soon")
		void receive(String body) {
		}

	}

	static class LongWaitTime {

		@RocketMqHttpListener(waitTime = "31s")
		void receive(String body) {
		}

	}

	static class BadAutoStartup {

		@RocketMqHttpListener(autoStartup = "maybe")
		void receive(String body) {
		}

	}

	static class UnknownErrorHandler {

		@RocketMqHttpListener(errorHandler = "nobody")
		void receive(String body) {
		}

	}

	static class UnwantedAcknowledgement {

		@RocketMqHttpListener
		void receive(String body, Acknowledgement acknowledgement) {
		}

	}

	static class MissingAcknowledgement {

		@RocketMqHttpListener(ackMode = AckMode.MANUAL)
		void receive(String body) {
		}

	}

	static class OrderedWithoutAcknowledgement {

		@RocketMqHttpListener(ordered = true, ackMode = AckMode.NONE)
		void receive(String body) {
		}

	}

	static class ListAndHeader {

		@RocketMqHttpListener
		void receive(List<String> bodies, @Header("count") String count) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		Bare later() {
			return new Bare();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeConfiguration {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Bare many() {
			return new Bare();
		}

	}

}
