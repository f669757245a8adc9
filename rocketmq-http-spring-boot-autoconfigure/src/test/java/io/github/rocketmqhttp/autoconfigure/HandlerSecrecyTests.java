package io.github.rocketmqhttp.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.RocketMqHttpBrokerBuilder;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a method asks for and whatever a message holds instead: the log says for which
 * message, which parameter and of what kind the failure is, and quotes nothing of the
 * message. The same methods are listeners and back-check handlers.
 */
@Timeout(300)
class HandlerSecrecyTests {

	private static final String SECRET = "S3CRET";

	private static final String GOOD = "{\"name\":\"o-1\",\"count\":1}";

	/** What messages hold; the good ones first. */
	private static final Map<String, Supplier<OutboundMessage.Builder>> CONTENTS = new LinkedHashMap<>();

	static {
		content("good", GOOD, "1");
		content("broken", "{\"name\":\"" + SECRET + "\",", "1");
		content("text", SECRET, "1");
		content("mistyped", "{\"name\":\"o-1\",\"count\":\"" + SECRET + "\"}", "1");
		content("unknown constant", "{\"name\":\"o-1\",\"count\":1,\"size\":\"" + SECRET + "\"}", "1");
		content("not valid", "{\"name\":\"" + SECRET + "\",\"count\":-1}", "1");
		content("not valid by a key", "{\"name\":\"o-1\",\"count\":1,\"prices\":{\"a[" + SECRET + "]0\":-1}}", "1");
		content("header", GOOD, SECRET);
		content("header with lines", GOOD, "1\n" + SECRET);
		content("header of digits", GOOD, "1" + SECRET.repeat(20));
		content("no header", GOOD, null);
	}

	private static final Lines LINES = new Lines();

	private static final List<Case> CASES = new CopyOnWriteArrayList<>();

	private static final Queue<String> CALLED = new ConcurrentLinkedQueue<>();

	private static void content(String name, String body, @Nullable String header) {
		CONTENTS.put(name,
				() -> (header != null) ? OutboundMessage.of(body).property("n", header) : OutboundMessage.of(body));
	}

	@BeforeAll
	static void sendEverything() {
		LINES.attach();
		run(new JacksonPayloadConverter(new ObjectMapper()), "");
		run(new Quoting(), "own converter, ");
		assertThat(CASES).hasSizeGreaterThan(200);
	}

	@AfterAll
	static void detach() {
		LINES.detach();
	}

	private static void run(PayloadConverter converter, String prefix) {
		try (RocketMqHttpBroker broker = broker()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
				.withPropertyValues("rocketmq-http.endpoint=" + broker.endpoint(), "rocketmq-http.access-key-id=any",
						"rocketmq-http.access-key-secret=any", "rocketmq-http.consumer-group=GID_orders")
				.withBean("converter", PayloadConverter.class, () -> converter)
				.withBean("validator", Validator.class, Rejecting::new)
				.withUserConfiguration(Methods.class, Checker.class)
				.run((context) -> send(context.getBean(RocketMqHttpClient.class), broker, prefix));
		}
	}

	private static RocketMqHttpBroker broker() {
		RocketMqHttpBrokerBuilder builder = RocketMqHttpBroker.builder().topic("checked-half", TopicType.TRANSACTION);
		methods().forEach((method) -> {
			if (method.isAnnotationPresent(RocketMqHttpListener.class)) {
				builder.topic(method.getName(), TopicType.NORMAL);
			}
			if (method.isAnnotationPresent(BackCheckHandler.class)) {
				builder.topic(method.getName() + "-half", TopicType.TRANSACTION);
			}
		});
		return builder.start();
	}

	private static Stream<Method> methods() {
		return Stream.of(Methods.class.getDeclaredMethods())
			.filter((method) -> !method.isSynthetic() && !method.getName().equals("called"));
	}

	private static void send(RocketMqHttpClient client, RocketMqHttpBroker broker, String prefix) {
		List<Case> sent = new ArrayList<>();
		CONTENTS.forEach((content, message) -> {
			methods().forEach((method) -> {
				String name = prefix + method.getName() + ", " + content;
				if (method.isAnnotationPresent(RocketMqHttpListener.class)) {
					sent.add(new Case(name + ", listener",
							client.publish(method.getName(), message.get().build()).messageId()));
				}
				if (method.isAnnotationPresent(BackCheckHandler.class)) {
					sent.add(half(client, method.getName(), name, message));
				}
			});
			sent.add(half(client, "checked", prefix + "checker, " + content, message));
		});
		broker.advance(Duration.ofSeconds(31));
		await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(sent).allMatch(Case::isDone));
		CASES.addAll(sent);
	}

	private static Case half(RocketMqHttpClient client, String method, String name,
			Supplier<OutboundMessage.Builder> message) {
		return new Case(name + ", handler",
				client.publishHalf(method + "-half", message.get().immunityTime(Duration.ofSeconds(30)).build())
					.messageId());
	}

	static List<Case> cases() {
		return CASES;
	}

	@ParameterizedTest
	@MethodSource("cases")
	void theLogQuotesNothing(Case one) {
		assertThat(LINES.about(one.messageId)).noneMatch((line) -> line.contains(SECRET));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void theLogSaysWhatIsWrongOnce(Case one) {
		List<String> failures = LINES.failures(one.messageId);
		if (CALLED.contains(one.messageId)) {
			assertThat(failures).isEmpty();
		}
		else {
			assertThat(one.name).matches("(?!.*, good,).*|.*several.*");
			assertThat(failures).singleElement()
				.satisfies((line) -> assertThat(line).hasSizeLessThan(1000)
					.doesNotContain("\n")
					.containsAnyOf("Parameter ", "A body ")
					.containsAnyOf("int", "Order", "String", "Instant", "List"));
		}
	}

	@Test
	void nothingElseQuotesIt() {
		assertThat(LINES.all.stream().filter((line) -> line.contains(SECRET))).isEmpty();
	}

	record Order(String name, @Positive int count, @Nullable Map<String, @Positive Integer> prices,
			@Nullable Size size) {
	}

	enum Size {

		S, M

	}

	/**
	 * One message to one method.
	 */
	private record Case(String name, String messageId) {

		boolean isDone() {
			return CALLED.contains(this.messageId) || !LINES.failures(this.messageId).isEmpty();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * One method for each kind of parameter; its name is its topic, with an ending where
	 * it answers back-checks.
	 */
	static class Methods {

		@RocketMqHttpListener(topic = "plain")
		@BackCheckHandler(topic = "plain-half")
		TransactionResolution plain(Order order, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "valid")
		@BackCheckHandler(topic = "valid-half")
		TransactionResolution valid(@Valid Order order, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "validated")
		@BackCheckHandler(topic = "validated-half")
		TransactionResolution validated(@Validated @Payload Order order, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "several")
		@BackCheckHandler(topic = "several-half")
		TransactionResolution several(@Valid @Payload List<Order> orders, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "message")
		@BackCheckHandler(topic = "message-half")
		TransactionResolution message(@Valid Message<Order> order, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "number")
		@BackCheckHandler(topic = "number-half")
		TransactionResolution number(@Header("n") int number, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "instant")
		@BackCheckHandler(topic = "instant-half")
		TransactionResolution instant(@Header(name = "n", required = false) @Nullable Instant instant,
				ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "list")
		@BackCheckHandler(topic = "list-half")
		TransactionResolution list(@Header("n") List<Integer> numbers, Order order, ReceivedMessage message) {
			return called(message);
		}

		@RocketMqHttpListener(topic = "batch")
		void batch(@Valid List<Message<Order>> orders) {
			orders.forEach((order) -> CALLED.add(String.valueOf(order.getHeaders().get("rocketmqHttp_messageId"))));
		}

		@BackCheckHandler(topic = "half-half")
		TransactionResolution half(@Valid HalfMessage<Order> half) {
			CALLED.add(half.messageId());
			return TransactionResolution.COMMIT;
		}

		private static TransactionResolution called(ReceivedMessage message) {
			CALLED.add(message.messageId());
			return TransactionResolution.COMMIT;
		}

	}

	@BackCheckHandler(topic = "checked-half")
	static class Checker implements TransactionChecker<Order> {

		@Override
		public TransactionResolution check(HalfMessage<Order> message) {
			CALLED.add(message.messageId());
			return TransactionResolution.COMMIT;
		}

	}

	/**
	 * A converter of an application that knows nothing of our promises.
	 */
	static class Quoting implements PayloadConverter {

		private final PayloadConverter delegate = new JacksonPayloadConverter(new ObjectMapper());

		@Override
		public String toBody(Object payload) {
			return this.delegate.toBody(payload);
		}

		@Override
		public Object fromBody(String body, Type type) {
			if (body.contains(SECRET)) {
				throw new IllegalStateException("cannot read " + body, new IllegalArgumentException(body));
			}
			return this.delegate.fromBody(body, type);
		}

	}

	/**
	 * Quotes what it rejects.
	 */
	static class Rejecting implements Validator {

		private final LocalValidatorFactoryBean constraints = new LocalValidatorFactoryBean();

		Rejecting() {
			this.constraints.afterPropertiesSet();
		}

		@Override
		public boolean supports(Class<?> type) {
			return true;
		}

		@Override
		public void validate(Object target, Errors errors) {
			this.constraints.validate(target, errors);
			if (target instanceof Order order && order.name().contains(SECRET)) {
				errors.rejectValue("name", "odd", "rejected value [" + order.name() + "]");
				errors.reject("odd", new Object[] { order.name() }, "rejected " + order.name());
			}
		}

	}

	/**
	 * Every line with its stack trace, of this library and of the framework that it lets
	 * work on messages.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private static final List<String> LOGGERS = List.of("io.github.rocketmqhttp", "org.springframework");

		final Queue<String> all = new ConcurrentLinkedQueue<>();

		private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

		void attach() {
			start();
			logger(Logger.ROOT_LOGGER_NAME).addAppender(this);
			LOGGERS.forEach((name) -> logger(name).setLevel(Level.TRACE));
		}

		void detach() {
			logger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
			LOGGERS.forEach((name) -> logger(name).setLevel(null));
		}

		private static Logger logger(String name) {
			return (Logger) LoggerFactory.getLogger(name);
		}

		@Override
		protected void append(ILoggingEvent event) {
			event.prepareForDeferredProcessing();
			this.events.add(event);
			this.all.add(line(event));
		}

		private static String line(ILoggingEvent event) {
			return event.getFormattedMessage() + event.getMDCPropertyMap() + ((event.getThrowableProxy() != null)
					? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
		}

		List<String> about(String messageId) {
			return this.all.stream().filter((line) -> line.contains(messageId)).toList();
		}

		/**
		 * Warnings and errors about one message, those of the client's clean-up left out.
		 */
		List<String> failures(String messageId) {
			return this.events.stream()
				.filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
				.filter((event) -> event.getLoggerName().startsWith("io.github.rocketmqhttp."))
				.map(ILoggingEvent::getFormattedMessage)
				.filter((line) -> line.contains(messageId))
				.toList();
		}

	}

}
