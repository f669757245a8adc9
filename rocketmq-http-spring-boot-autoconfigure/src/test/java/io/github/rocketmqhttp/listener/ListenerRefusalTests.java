package io.github.rocketmqhttp.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.function.Consumer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import jakarta.validation.Valid;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Listeners that cannot work are refused at start-up, each with the words that tell its
 * user what to write.
 */
@Timeout(60)
class ListenerRefusalTests {

	@Test
	void aListenerWithoutTopicOrGroupIsRefusedWithTheProperty() {
		ListenerSettings bare = ListenerSettings.builder().defaults(null, "").autoStartup(false).build();
		refused(ListenerApplication.stopped().settings(bare), new ListenerDetectionTests.Bare(), "no topic",
				"rocketmq-http.topic");
		refused(ListenerApplication.stopped().settings(bare), new ListenerDetectionTests.Composed(),
				"no consumer group", "rocketmq-http.consumer-group");
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
	void argumentsThatNobodyWouldValidateAreRefused() {
		refused(new ToBeValidated(), "to be validated", "spring-boot-starter-validation");
		refused(new ListToBeValidated(), "to be validated", "spring-boot-starter-validation");
		refused(ListenerApplication.stopped().configuration(NoProvider.class), new ToBeValidated(), "no Validator bean",
				"spring-boot-starter-validation");
		refused(ListenerApplication.stopped().configuration(TwoValidators.class), new ToBeValidated(),
				"more than one and none is primary", "@Primary");
	}

	@Test
	void methodsThatReturnBeforeTheWorkIsDoneAreRefused() {
		refused(new Asynchronous(), "CompletableFuture", "return nothing");
		refused(new Reactive(), "Flow$Publisher", "return nothing");
		refused(new Staged(), "CompletionStage", "return nothing");
		refused(new Suspending(), "suspending function", "runBlocking");
	}

	@Test
	void methodsThatRunInAnotherThreadAreRefused() {
		refused(new AsyncMethod(), "@Async", "concurrency");
		refused(new AsyncClass(), "@Async", "concurrency");
		refused(new AsyncByInterface(), "@Async", "concurrency");
		refused(ListenerApplication.stopped().configuration(OwnAsyncConfiguration.class), new Background(),
				"runs in another thread", "concurrency");
		refused(ListenerApplication.stopped().configuration(AdvisorConfiguration.class), new Submitted(),
				"runs in another thread", "concurrency");
	}

	@Test
	void aMethodThatMakesABeanIsRefused() {
		refused(new MakesABean(), "it makes a bean", "Annotate a method of that bean");
	}

	@Test
	void aMethodOfABeanWithAnotherAsyncMethodIsNotRefused() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(AsyncConfiguration.class).bean("partly", new PartlyAsync()).start();
			assertThat(application.container("partly.receive")).isNotNull();
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
		refused(new UnknownFactory(), "no bean 'nowhere'", "containerFactory");
	}

	@Test
	void filtersThatMatchNoMessageAreRefused() {
		refused(new CommaTag(), "tag is 'created,paid'", "'created || paid'");
		refused(new BarTag(), "tag is 'created | paid'", "'created || paid'");
		refused(new StarTag(), "tag is '* || paid'", "leave it empty");
		refused(new NoTag(), "tag is '||'", "leave it empty");
	}

	@Test
	void argumentsAndModesThatDoNotFitAreRefused() {
		refused(new UnwantedAcknowledgement(), "takes an Acknowledgement", "AckMode.MANUAL");
		refused(new MissingAcknowledgement(), "takes no Acknowledgement", "Add a parameter");
		refused(new OrderedWithoutAcknowledgement(), "ordered and its ackMode is NONE", "ordered = false");
		refused(new ListAndHeader(), "list of messages", "List<Message<T>>");
	}

	private static void refused(Object bean, String reason, String remedy) {
		refused(ListenerApplication.stopped(), bean, reason, remedy);
	}

	private static void refused(ListenerApplication application, Object bean, String reason, String remedy) {
		try (application) {
			application.bean("bad", bean);
			Throwable failure = catchThrowable(application::start);
			assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining("Tests$")
				.hasMessageContaining(reason)
				.hasMessageContaining(remedy);
		}
	}

	private static Object proxy(Object target, boolean byClass) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(byClass);
		return factory.getProxy();
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

	static class ToBeValidated {

		@RocketMqHttpListener
		void receive(@Validated @Payload String body) {
		}

	}

	static class ListToBeValidated {

		@RocketMqHttpListener
		void receive(@Valid List<String> bodies) {
		}

	}

	/** What Spring's web support has without a provider of Bean Validation. */
	@Configuration(proxyBeanMethods = false)
	static class NoProvider {

		@Bean
		Validator mvcValidator() {
			return new Validator() {
				@Override
				public boolean supports(Class<?> type) {
					return false;
				}

				@Override
				public void validate(Object target, Errors errors) {
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoValidators {

		@Bean
		LocalValidatorFactoryBean one() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		LocalValidatorFactoryBean other() {
			return new LocalValidatorFactoryBean();
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

	static class Staged {

		@RocketMqHttpListener
		CompletionStage<Void> receive(String body) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Suspending {

		@RocketMqHttpListener
		@Nullable Object receive(String body, Continuation<? super Unit> continuation) {
			return null;
		}

	}

	static class MakesABean {

		@Bean
		@RocketMqHttpListener
		Consumer<String> receive() {
			return (body) -> {
			};
		}

	}

	static class AsyncMethod {

		@Async
		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	@Async
	static class AsyncClass {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	interface AsyncReceiver {

		@Async
		void receive(String body);

	}

	static class AsyncByInterface implements AsyncReceiver {

		@Override
		@RocketMqHttpListener
		public void receive(String body) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface InBackground {

	}

	static class Background {

		@InBackground
		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	static class Submitted {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	static class PartlyAsync {

		@RocketMqHttpListener
		void receive(String body) {
		}

		@Async
		void clean() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(annotation = InBackground.class)
	static class OwnAsyncConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class AdvisorConfiguration {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		static Advisor advisor() {
			AnnotationMatchingPointcut listeners = AnnotationMatchingPointcut
				.forMethodAnnotation(RocketMqHttpListener.class);
			return new DefaultPointcutAdvisor(listeners, new AsyncExecutionInterceptor(Runnable::run));
		}

	}

	static class CommaTag {

		@RocketMqHttpListener(tag = "created,paid")
		void receive(String body) {
		}

	}

	static class BarTag {

		@RocketMqHttpListener(tag = "created | paid")
		void receive(String body) {
		}

	}

	static class StarTag {

		@RocketMqHttpListener(tag = "* || paid")
		void receive(String body) {
		}

	}

	static class NoTag {

		@RocketMqHttpListener(tag = "||")
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

	static class UnknownFactory {

		@RocketMqHttpListener(containerFactory = "nowhere")
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

}
