package io.github.rocketmqhttp.actuate;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Reads everything that an application writes in which all fails that can fail: no secret
 * is there, and no body.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakTests {

	private static final String BODY = "confidential-body";

	private static final String KEY = "confidential-key";

	private static final String WRONG_KEY = "confidential-but-wrong-key";

	private static final String TOKEN = "confidential-token";

	private static final String PASSWORD = "confidential-password";

	private static final String LEAK = "confidential";

	private static final List<String> ENDPOINTS = List.of("beans", "conditions", "configprops", "env", "health",
			"loggers", "mappings", "rocketmqhttp", "scheduledtasks", "threaddump");

	private final CapturedOutput output;

	private RocketMqHttpBroker broker;

	private HttpServer proxy;

	LeakTests(CapturedOutput output) {
		this.output = output;
	}

	@BeforeEach
	void start() throws IOException {
		this.broker = RocketMqHttpBroker.builder()
			.accessKey("id", KEY)
			.topic("orders", TopicType.TRANSACTION)
			.topic("letters", TopicType.NORMAL)
			.start();
		this.proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.proxy.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"test\"");
			exchange.sendResponseHeaders(407, -1);
			exchange.close();
		});
		this.proxy.start();
	}

	@AfterEach
	void stop() {
		this.proxy.stop(0);
		this.broker.close();
	}

	private ActuatorApplication.Builder application(Class<?>... components) {
		return ActuatorApplication.with(components)
			.property("logging.level.io.github.rocketmqhttp", "trace")
			.property("management.endpoint.env.show-values", "always")
			.property("management.endpoint.configprops.show-values", "always")
			.property("the.secret.of.somebody", KEY)
			.property("the.command.line", "java -jar it.jar --rocketmq-http.access-key-secret=" + KEY)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.access-key-secret", "${the.secret.of.somebody}")
			.property("rocketmq-http.security-token", TOKEN)
			.property("rocketmq-http.consumer-group", "GID_orders")
			.property("rocketmq-http.client.retry.max-attempts", "1")
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("rocketmq-http.transaction.poll-wait-time", "1s")
			.property("rocketmq-http.instances.refused.endpoint", this.broker.endpoint())
			.property("rocketmq-http.instances.refused.consumer-group", "GID_orders")
			.property("rocketmq-http.instances.refused.access-key-id", "id")
			.property("rocketmq-http.instances.refused.access-key-secret", WRONG_KEY)
			.property("rocketmq-http.instances.away.endpoint", "http://broker.invalid")
			.property("rocketmq-http.instances.away.client.proxy.host", "127.0.0.1")
			.property("rocketmq-http.instances.away.client.proxy.port", this.proxy.getAddress().getPort())
			.property("rocketmq-http.instances.away.client.proxy.username", "me")
			.property("rocketmq-http.instances.away.client.proxy.password", PASSWORD)
			.property("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "confidential-variable");
	}

	/**
	 * Lets everything go wrong.
	 * @return what was thrown, each with its stack trace
	 */
	private List<String> fail(ActuatorApplication app) {
		RocketMqHttpOperations template = app.get(RocketMqHttpOperations.class);
		Shop shop = app.get(Shop.class);
		List<String> thrown = new ArrayList<>();
		thrown.add(thrownBy(() -> instance(app, "refused").send("letters", BODY)));
		thrown.add(thrownBy(() -> instance(app, "away").send("letters", BODY)));
		thrown.add(thrownBy(() -> template.send("no-such-topic", BODY)));
		thrown.add(thrownBy(() -> template.send("letters", BODY.repeat(400_000))));
		thrown.add(thrownBy(() -> template.send("letters", new Unwritable(BODY))));
		thrown.add(thrownBy(() -> template.newMessage(BODY).topic("letters").property("KEYS", "1").send()));
		thrown.add(thrownBy(() -> shop.refuse(BODY)));
		thrown.add(thrownBy(() -> shop.miscalculate(BODY)));
		thrown.add(thrownBy(() -> shop.placeWhereItIsRefused(BODY)));

		template.send("letters", BODY);
		await().untilAsserted(() -> assertThat(this.output).contains("Listener failing failed on message",
				"Listener unreadable failed on message", "rocketmq-http-listener-refused is refused",
				"rocketmq-http-listener-away fails"));
		template.newMessage(BODY).topic("orders").sendHalf(Duration.ofSeconds(30));
		this.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(
				() -> assertThat(app.get("rocketmqhttp").text("/inDoubt/oldest/0/reason")).isEqualTo("HANDLER_FAILED"));
		return thrown;
	}

	private static RocketMqHttpOperations instance(ActuatorApplication app, String name) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(app.context().getBeanFactory(),
				RocketMqHttpOperations.class, name);
	}

	private static String thrownBy(ThrowingCallable call) {
		Throwable thrown = catchThrowable(call);
		assertThat(thrown).isNotNull();
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	@Test
	void noLineOfTheLogAndNoExceptionHoldsASecretOrABody() {
		try (ActuatorApplication app = application(Shop.class, Letters.class, Handler.class).start()) {
			assertThat(fail(app)).allSatisfy((trace) -> assertThat(trace).doesNotContain(LEAK));
		}
		assertThat(this.output.getAll()).contains("DEBUG", "WARN", "Published the half message").doesNotContain(LEAK);
	}

	@Test
	void noEndpointShowsASecretOrABodyEvenWhenTheyShowValues() {
		try (ActuatorApplication app = application(Shop.class, Letters.class, Handler.class).start()) {
			fail(app);
			List<String> paths = new ArrayList<>(ENDPOINTS);
			app.get("metrics").json().at("/names").forEach((name) -> paths.add("metrics/" + name.asText()));
			assertThat(paths).contains("metrics/rocketmq.http.requests").allSatisfy((path) -> {
				assertThat(app.get(path).status()).isIn(200, 503);
				assertThat(app.get(path).json().toString()).doesNotContain(LEAK);
			});
			assertThat(app.get("env").json().toString()).contains(this.broker.endpoint());
			assertThat(app.get("configprops").json().toString()).contains(this.broker.endpoint());
			assertThat(app.get("env/the.command.line").text("/property/value")).isEqualTo("******");
		}
	}

	@Test
	void secretsAreHiddenWhereEverythingIsSwitchedOff() {
		try (ActuatorApplication app = application().property("rocketmq-http.enabled", "false").start()) {
			JsonNode env = app.get("env").json();
			assertThat(env.findValue("rocketmq-http.access-key-secret").at("/value").asText()).isEqualTo("******");
			assertThat(env.findValue("rocketmq-http.security-token").at("/value").asText()).isEqualTo("******");
			assertThat(env.findValue("rocketmq-http.consumer-group").at("/value").asText()).isEqualTo("GID_orders");
		}
	}

	@Test
	void noBeanPrintsASecret() {
		try (ActuatorApplication app = application(Shop.class, Letters.class, Handler.class).start()) {
			fail(app);
			List<Object> ours = app.context()
				.getBeansOfType(Object.class)
				.values()
				.stream()
				.filter((bean) -> bean.getClass().getName().startsWith("io.github.rocketmqhttp."))
				.toList();
			assertThat(ours).hasSizeGreaterThan(20)
				.allSatisfy((bean) -> assertThat(bean.toString()).doesNotContain(LEAK));
		}
	}

	static class Shop {

		@TransactionalMessage(topic = "orders")
		void refuse(@Payload String body) {
			throw new IllegalStateException("no");
		}

		@TransactionalMessage(topic = "orders", key = "#body.charAt(99999)")
		void miscalculate(@Payload String body) {
		}

		@TransactionalMessage(topic = "orders", template = "refused")
		void placeWhereItIsRefused(@Payload String body) {
		}

	}

	static class Letters {

		@RocketMqHttpListener(id = "failing", topic = "letters", consumerGroup = "GID_failing")
		void fail(String letter) {
			throw new IllegalStateException("no");
		}

		@RocketMqHttpListener(id = "unreadable", topic = "letters", consumerGroup = "GID_unreadable")
		void read(Letter letter) {
		}

		@RocketMqHttpListener(id = "refused", topic = "letters", consumerGroup = "GID_refused", template = "refused")
		void neverCalled(String letter) {
		}

		@RocketMqHttpListener(id = "away", topic = "letters", consumerGroup = "GID_away", template = "away")
		void neverCalledEither(String letter) {
		}

	}

	static class Handler {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(Letter letter) {
			return TransactionResolution.COMMIT;
		}

	}

	record Letter(String from, int pages) {

	}

	/** What Jackson refuses to write. */
	static final class Unwritable {

		private final String text;

		Unwritable(String text) {
			this.text = text;
		}

		public Unwritable getItself() {
			return this;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
