package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.Scope;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.NestedExceptionUtils;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Whatever a bean is, and whenever it is made: a listener on it runs, or is refused.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerBeanTests {

	@Test
	void aListenerOnALazyBeanRuns() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(LazyConfiguration.class).start();
			assertThat(ids(application)).containsExactly("lazy.receive");
		}
	}

	@Test
	void listenersRunWhereAllBeansAreLazy() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(PlainConfiguration.class)
				.context()
				.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			application.start();
			assertThat(ids(application)).containsExactly("plain.receive");
		}
	}

	@Test
	void aListenerOnWhatAFactoryBeanMakesRuns() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(FactoryConfiguration.class).start();
			assertThat(ids(application)).containsExactly("product.receive");
		}
	}

	@Test
	void aBeanThatIsRegisteredLaterIsAListenerThen() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.start();
			application.context().registerBean("later", Receiving.class, () -> new Receiving(new Receipts()));
			application.context().getBean("later");
			assertThat(ids(application)).containsExactly("later.receive");
		}
	}

	@Test
	void anObjectThatIsRegisteredAsASingletonIsAListener() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.context().getBeanFactory().registerSingleton("registered", new Receiving(new Receipts()));
			application.start();
			assertThat(ids(application)).containsExactly("registered.receive");
		}
	}

	@Test
	void listenersOnPrototypesAreRefusedThoughNobodyMakesOne() {
		assertRefused(PrototypeConfiguration.class, "its bean 'many' is no singleton", "singleton bean");
	}

	@Test
	void listenersOfAnotherScopeWithoutAProxyAreRefused() {
		assertRefused(BareScopeConfiguration.class, "its bean 'scoped' is no singleton", "proxyMode");
	}

	@Test
	void listenersThatLiveInRequestsAreRefused() {
		assertRefused(RequestConfiguration.class, "scope 'request'", "singleton");
	}

	/**
	 * As Spring Cloud's refresh scope has it the definition of the proxy is synthetic.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aListenerInAScopedProxyIsCalledOnWhatTheScopeHoldsThen(boolean synthetic) {
		RefreshScope scope = new RefreshScope();
		try (ListenerBroker broker = new ListenerBroker(); ListenerApplication application = broker.application()) {
			application.configuration(RefreshConfiguration.class).context().addBeanFactoryPostProcessor((factory) -> {
				factory.registerScope("refresh", scope);
				((AbstractBeanDefinition) factory.getBeanDefinition("scoped")).setSynthetic(synthetic);
			});
			application.start();
			Receipts receipts = application.context().getBean(Receipts.class);
			broker.publish("orders", "one");
			await().until(() -> receipts.bodies.contains("one"));
			scope.beans.clear();
			broker.publish("orders", "two");
			await().until(() -> receipts.bodies.contains("two"));
			assertThat(receipts.receivers).doesNotHaveDuplicates().hasSize(2);
		}
	}

	@Test
	void aListenerInAScopedProxyOfAnInterfaceRuns() {
		RefreshScope scope = new RefreshScope();
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(InterfaceScopeConfiguration.class)
				.context()
				.addBeanFactoryPostProcessor((factory) -> factory.registerScope("refresh", scope));
			application.start();
			assertThat(ids(application)).containsExactly("scoped.receive");
		}
	}

	@Test
	void aListenerThatRunsInAnotherThreadBehindAScopedProxyLosesNoMessage(CapturedOutput output) {
		try (ListenerBroker broker = new ListenerBroker(); ListenerApplication application = broker.application()) {
			application.configuration(RefreshConfiguration.class, SubmittingConfiguration.class)
				.context()
				.addBeanFactoryPostProcessor((factory) -> factory.registerScope("refresh", new RefreshScope()));
			application.start();
			broker.publish("orders", "one");
			await().until(() -> output.toString().contains("runs in another thread"));
			assertThat(application.container("scoped.receive").getCounts().failed()).isEqualTo(1);
			assertThat(broker.group("orders").consumed()).isZero();
		}
	}

	@Test
	void aListenerInACircleOfBeansIsCalledThroughItsProxy() {
		try (ListenerBroker broker = new ListenerBroker(); ListenerApplication application = broker.application()) {
			application.configuration(CircleConfiguration.class).start();
			broker.publish("orders", "one");
			broker.awaitConsumed("orders", 1);
			assertThat(application.context().getBean(Receipts.class).bodies).containsExactly("advised", "one");
		}
	}

	@Test
	void anOverridingListenerReplacesTheInheritedOne() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("overriding", new Overriding()).bean("implementing", new Implementing()).start();
			assertThat(topics(application)).containsExactly("overriding.receive=two", "implementing.receive=three");
		}
	}

	@Test
	void aMethodThatOverridesWithoutAnAnnotationInheritsTheListener() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("inheriting", new Inheriting()).start();
			assertThat(topics(application)).containsExactly("inheriting.receive=one");
		}
	}

	@Test
	void listenersOfTwoInterfacesAreTwo() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("both", new Both()).start();
			assertThat(application.registry().getContainers()).extracting((container) -> container.getRequest().topic())
				.containsExactlyInAnyOrder("four", "five");
		}
	}

	private static List<String> ids(ListenerApplication application) {
		return application.registry().getContainers().stream().map(ListenerContainer::getId).toList();
	}

	private static List<String> topics(ListenerApplication application) {
		return application.registry()
			.getContainers()
			.stream()
			.map((container) -> container.getId() + "=" + container.getRequest().topic())
			.toList();
	}

	private static void assertRefused(Class<?> configuration, String reason, String remedy) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.configuration(configuration)
				.context()
				.addBeanFactoryPostProcessor((factory) -> factory.registerScope("refresh", new RefreshScope()));
			Throwable failure = catchThrowable(application::start);
			assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining(reason)
				.hasMessageContaining(remedy);
		}
	}

	/**
	 * What listeners have received, and by which of their instances.
	 */
	static class Receipts {

		final Queue<String> bodies = new ConcurrentLinkedQueue<>();

		final Queue<Integer> receivers = new ConcurrentLinkedQueue<>();

	}

	static class Receiving {

		private final Receipts receipts;

		Receiving(Receipts receipts) {
			this.receipts = receipts;
		}

		@RocketMqHttpListener(topic = "orders")
		void receive(String body) {
			this.receipts.receivers.add(System.identityHashCode(this));
			this.receipts.bodies.add(body);
		}

	}

	interface Receiver {

		void receive(String body);

	}

	static class ReceivingByInterface implements Receiver {

		@Override
		@RocketMqHttpListener(topic = "orders")
		public void receive(String body) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		Receiving lazy() {
			return new Receiving(new Receipts());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainConfiguration {

		@Bean
		Receiving plain() {
			return new Receiving(new Receipts());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryConfiguration {

		@Bean
		Products product() {
			return new Products();
		}

	}

	static class Products implements FactoryBean<Receiving> {

		@Override
		public Receiving getObject() {
			return new Receiving(new Receipts());
		}

		@Override
		public Class<?> getObjectType() {
			return Receiving.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeConfiguration {

		@Bean
		@org.springframework.context.annotation.Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Receiving many() {
			return new Receiving(new Receipts());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BareScopeConfiguration {

		@Bean
		@org.springframework.context.annotation.Scope("refresh")
		Receiving scoped() {
			return new Receiving(new Receipts());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RequestConfiguration {

		@Bean
		@org.springframework.context.annotation.Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Receiving scoped() {
			return new Receiving(new Receipts());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RefreshConfiguration {

		@Bean
		Receipts receipts() {
			return new Receipts();
		}

		@Bean
		@org.springframework.context.annotation.Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Receiving scoped(Receipts receipts) {
			return new Receiving(receipts);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceScopeConfiguration {

		@Bean
		@org.springframework.context.annotation.Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
		ReceivingByInterface scoped() {
			return new ReceivingByInterface();
		}

	}

	/**
	 * Keeps beans until they are cleared, as Spring Cloud does.
	 */
	static class RefreshScope implements Scope {

		final Map<String, Object> beans = new ConcurrentHashMap<>();

		@Override
		public Object get(String name, ObjectFactory<?> factory) {
			return this.beans.computeIfAbsent(name, (key) -> factory.getObject());
		}

		@Override
		public @Nullable Object remove(String name) {
			return this.beans.remove(name);
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
		}

		@Override
		public @Nullable Object resolveContextualObject(String key) {
			return null;
		}

		@Override
		public @Nullable String getConversationId() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CircleConfiguration {

		@Bean
		Receipts receipts() {
			return new Receipts();
		}

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		Advisor advisor(Receipts receipts) {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setClassFilter((type) -> Circling.class.isAssignableFrom(type));
			pointcut.addMethodName("receive");
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
				receipts.bodies.add("advised");
				return invocation.proceed();
			});
		}

		@Bean
		Circling circling(Receipts receipts) {
			return new Circling(receipts);
		}

		@Bean
		Counterpart counterpart() {
			return new Counterpart();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SubmittingConfiguration {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		static Advisor advisor() {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setClassFilter((type) -> Receiving.class.isAssignableFrom(type));
			pointcut.addMethodName("receive");
			return new DefaultPointcutAdvisor(pointcut, new AsyncExecutionInterceptor(Runnable::run));
		}

	}

	static class Circling {

		private final Receipts receipts;

		@org.springframework.beans.factory.annotation.Autowired
		@Nullable Counterpart counterpart;

		Circling(Receipts receipts) {
			this.receipts = receipts;
		}

		@RocketMqHttpListener(topic = "orders")
		void receive(String body) {
			this.receipts.bodies.add(body);
		}

	}

	static class Counterpart {

		@org.springframework.beans.factory.annotation.Autowired
		@Nullable Circling circling;

	}

	static class Inherited {

		@RocketMqHttpListener(topic = "one")
		void receive(String body) {
		}

	}

	static class Overriding extends Inherited {

		@Override
		@RocketMqHttpListener(topic = "two")
		void receive(String body) {
		}

	}

	static class Inheriting extends Inherited {

		@Override
		void receive(String body) {
		}

	}

	interface Third {

		@RocketMqHttpListener(topic = "default-three")
		void receive(String body);

	}

	static class Implementing implements Third {

		@Override
		@RocketMqHttpListener(topic = "three")
		public void receive(String body) {
		}

	}

	interface Fourth {

		@RocketMqHttpListener(topic = "four")
		void receive(String body);

	}

	interface Fifth {

		@RocketMqHttpListener(topic = "five")
		void receive(String body);

	}

	static class Both implements Fourth, Fifth {

		@Override
		public void receive(String body) {
		}

	}

}
