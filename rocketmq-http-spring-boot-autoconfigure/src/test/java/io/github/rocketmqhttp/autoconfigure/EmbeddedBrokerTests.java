package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The broker inside the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedBrokerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.broker.enabled=true");

	@Test
	void isOffByDefault() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RocketMqHttpBroker.class));
	}

	@Test
	void takesMessagesWithoutAnyFurtherProperty(CapturedOutput output) {
		this.runner.run((context) -> {
			RocketMqHttpOperations operations = context.getBean(RocketMqHttpOperations.class);
			operations.send("greetings", "hello");
			assertThat(operations.receive("greetings", "GID_test", String.class))
				.hasValueSatisfying((message) -> assertThat(message.getPayload()).isEqualTo("hello"));
			assertThat(context.getBean(RocketMqHttpBroker.class).endpoint()).startsWith("http://127.0.0.1:");
		});
		assertThat(output).containsPattern("WARN.*it keeps nothing on disk");
	}

	@Test
	void takesThePlaceOfTheEndpointAndSaysSo(CapturedOutput output) {
		this.runner.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1")
			.run((context) -> assertThat(context.getBean(RocketMqHttpConnectionDetails.class).getEndpoint())
				.isEqualTo(context.getBean(RocketMqHttpBroker.class).endpoint()));
		assertThat(output).containsPattern("WARN.*rocketmq-http.endpoint is not used");
	}

	@Test
	void showsItsMemoryAsMeters() {
		this.runner.run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
			context.getBean(RocketMqHttpOperations.class).send("greetings", "hello");
			assertThat(registry.get(EmbeddedBrokerGauges.USED).tag("messages", "all").gauge().value()).isPositive();
			assertThat(registry.get(EmbeddedBrokerGauges.USED).tag("messages", "half").gauge().value()).isZero();
			double limit = registry.get(EmbeddedBrokerGauges.LIMIT).tag("messages", "all").gauge().value();
			assertThat(registry.get(EmbeddedBrokerGauges.LIMIT).tag("messages", "half").gauge().value())
				.isEqualTo(limit / 2);
		});
	}

	@Test
	void knowsItsTopics() {
		this.runner.withPropertyValues("rocketmq-http.broker.topics=Order_Events:transaction, audit:normal")
			.run((context) -> {
				RocketMqHttpOperations operations = context.getBean(RocketMqHttpOperations.class);
				operations.send("audit", "hello");
				assertThatThrownBy(() -> operations.send("Order_Events", "no half message"))
					.hasMessageContaining("Order_Events");
				assertThatThrownBy(() -> operations.send("unknown", "hello")).hasMessageContaining("unknown");
			});
	}

	@Test
	void outlivesWhateverUsesIt() {
		List<LastWords> lastWords = new ArrayList<>();
		this.runner.withBean(LastWords.class).run((context) -> lastWords.add(context.getBean(LastWords.class)));
		assertThat(lastWords.get(0).messageId).isNotEmpty();
	}

	@Test
	void isGoneWithTheApplication() {
		List<String> endpoint = new ArrayList<>();
		this.runner.run((context) -> endpoint.add(context.getBean(RocketMqHttpBroker.class).endpoint()));
		try (RocketMqHttpClient client = RocketMqHttpClient.builder()
			.endpoint(endpoint.get(0))
			.credentials(CredentialsProvider.fixed(Credentials.of("id", "secret")))
			.build()) {
			assertThatThrownBy(() -> client.acknowledge("topic", "group", List.of("handle")))
				.isInstanceOf(TransportException.class);
		}
	}

	@Test
	void isMissedByNameWhereItsJarIsMissing() {
		this.runner.withClassLoader(new FilteredClassLoader("io.github.rocketmqhttp.broker"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("the broker is not on the class path")
				.hasMessageContaining("Add the dependency io.github.rocketmqhttp:rocketmq-http-broker"));
	}

	@Test
	void isNotNeededOnTheClassPath() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.github.rocketmqhttp.broker"))
			.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesATopicThatItCannotDeclare() {
		for (String topic : new String[] { "orders", "orders:", "orders:fast", "a/b:normal", "DLQ_x:normal" }) {
			this.runner.withPropertyValues("rocketmq-http.broker.topics=" + topic)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("The property 'rocketmq-http.broker.topics' has the element '" + topic + "'")
					.hasMessageContaining("rocketmq-http.broker.topics=orders:transaction,audit:normal"));
		}
	}

	@Test
	void namesAPortThatIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.runner.withPropertyValues("rocketmq-http.broker.port=" + taken.getLocalPort())
				.run((context) -> assertThat(context).getFailure()
					.hasStackTraceContaining("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
					.hasStackTraceContaining("Set rocketmq-http.broker.port to a free port, or to 0"));
		}
	}

	/**
	 * Sends when almost everything has stopped.
	 */
	static final class LastWords implements DisposableBean {

		private final RocketMqHttpOperations operations;

		private String messageId = "";

		LastWords(RocketMqHttpOperations operations) {
			this.operations = operations;
		}

		@Override
		public void destroy() {
			this.messageId = this.operations.send("last-words", "goodbye").messageId();
		}

	}

}
