package io.github.rocketmqhttp.listener;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * An application context with everything that listeners need, wired by hand.
 */
final class ListenerApplication implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final String endpoint;

	private ListenerSettings settings = ListenerSettings.builder()
		.defaults(null, "GID_default")
		.polls(16, Duration.ofSeconds(5))
		.shutdownTimeout(Duration.ofSeconds(20))
		.build();

	private InstantSource clock = InstantSource.system();

	private UnaryOperator<RocketMqHttpClient> client = UnaryOperator.identity();

	ListenerApplication(String endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * For tests in which nothing is polled.
	 */
	static ListenerApplication stopped() {
		return new ListenerApplication("http://127.0.0.1:9").settings(ListenerSettings.builder()
			.defaults("default-topic", "GID_default")
			.polls(4, Duration.ofSeconds(5))
			.autoStartup(false)
			.build());
	}

	ListenerApplication settings(ListenerSettings settings) {
		this.settings = settings;
		return this;
	}

	ListenerApplication clock(InstantSource clock) {
		this.clock = clock;
		return this;
	}

	ListenerApplication client(UnaryOperator<RocketMqHttpClient> customizer) {
		this.client = customizer;
		return this;
	}

	ListenerApplication properties(Map<String, Object> properties) {
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		return this;
	}

	<T> ListenerApplication bean(String name, T bean) {
		@SuppressWarnings("unchecked")
		Class<T> type = (Class<T>) bean.getClass();
		this.context.registerBean(name, type, () -> bean);
		return this;
	}

	ListenerApplication configuration(Class<?>... classes) {
		this.context.register(classes);
		return this;
	}

	ListenerApplication start() {
		this.context.registerBean(RocketMqHttpClient.class,
				() -> this.client.apply(RocketMqHttpClient.builder()
					.endpoint(this.endpoint)
					.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
					.build()));
		this.context.registerBean(ListenerContainerFactory.DEFAULT_BEAN_NAME, ListenerContainerFactory.class,
				() -> factory().build());
		this.context.registerBean(RocketMqHttpListenerContainerRegistry.class,
				() -> new RocketMqHttpListenerContainerRegistry(this.settings));
		this.context.registerBean(RocketMqHttpListenerAnnotationBeanPostProcessor.class);
		this.context.refresh();
		return this;
	}

	ListenerContainerFactory.Builder factory() {
		return ListenerContainerFactory
			.builder(client(), new JacksonPayloadConverter(new ObjectMapper()), this.settings)
			.clock(this.clock);
	}

	RocketMqHttpClient client() {
		return this.context.getBean(RocketMqHttpClient.class);
	}

	/**
	 * For beans that are made before the context is.
	 */
	RocketMqHttpClient laterClient() {
		return (RocketMqHttpClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RocketMqHttpClient.class },
				(proxy, method, arguments) -> method.invoke(client(), arguments));
	}

	RocketMqHttpListenerContainerRegistry registry() {
		return this.context.getBean(RocketMqHttpListenerContainerRegistry.class);
	}

	ListenerContainer container(String id) {
		return registry().getContainer(id).orElseThrow();
	}

	AnnotationConfigApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
