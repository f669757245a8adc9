package io.github.rocketmqhttp.reliability.docs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is printed and thrown in earnest is found on the page on troubleshooting.
 */
@ExtendWith(OutputCaptureExtension.class)
class TroubleshootingRunTests {

	private static final String SECRET = "troubleshooting-secret";

	private final List<List<String>> rows = Page.read("docs/troubleshooting.md").rows();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Application | rocketmq-http.instance-id=x            | The property 'rocketmq-http.endpoint' is not set
			Application | rocketmq-http.listener.batch-size=17   | which is not allowed.
			Application | rocketmq-http.listner.batch-size=1     | There is no property
			Application | rocketmq-http.endpoint=http://h/path   | is not usable.
			Application | rocketmq-http.broker.topics=orders     | has the element
			Unanswered  | rocketmq-http.transaction.log.enabled=false | and nothing can answer its back-checks
			Future      | rocketmq-http.topic=orders             | the transaction would end before the work does.
			Nameless    | rocketmq-http.topic=                   | it names no
			Unanswered  | rocketmq-http.transaction.log.initialize-schema=never | is missing in the
			""")
	void whatAFailedStartPrints(String application, String property, String text, CapturedOutput output) {
		boolean broker = !property.contains("instance-id");
		SpringApplicationBuilder builder = new SpringApplicationBuilder(type(application)).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("rocketmq-http.broker.enabled=" + broker);
		assertThatThrownBy(() -> builder.run("--" + property)).isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START").contains(text);
		assertThat(advice(text)).as("a line about: %s", text).isNotEmpty();
	}

	private static Class<?> type(String application) {
		return switch (application) {
			case "Unanswered" -> Unanswered.class;
			case "Future" -> Future.class;
			case "Nameless" -> Nameless.class;
			default -> Application.class;
		};
	}

	@Test
	void whatAFailedCallThrows() {
		String gone;
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
			.accessKey("key", SECRET)
			.topic("audit", TopicType.NORMAL)
			.start()) {
			String endpoint = broker.endpoint();
			assertAdvised(client(endpoint, "key", "wrong"), "audit", "SignatureDoesNotMatch", 403);
			assertAdvised(client(endpoint, "nobody", SECRET), "audit", "InvalidAccessKeyId", 403);
			assertAdvised(client(endpoint, "key", SECRET), "unknown", "TopicNotExist", 404);
			assertAdvised(
					client(endpoint, "key", SECRET)
						.clock(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(16))),
					"audit", "TimeExpired", 408);
			gone = endpoint;
		}
		RocketMqHttpException refused = failure(client(gone, "key", SECRET), "audit");
		assertThat(refused).hasMessageContaining("the connection was refused");
		assertThat(advice("the connection was refused")).isNotEmpty();
	}

	private void assertAdvised(RocketMqHttpClientBuilder client, String topic, String code, int status) {
		RocketMqHttpException failure = failure(client, topic);
		assertThat(failure.getErrorCode()).isEqualTo(code);
		assertThat(failure.getHttpStatus()).isEqualTo(status);
		assertThat(this.rows).as(code).anyMatch((row) -> row.get(0).equals("`" + code + "`"));
	}

	private static RocketMqHttpClientBuilder client(String endpoint, String keyId, String secret) {
		return RocketMqHttpClient.builder().endpoint(endpoint).credentials(() -> Credentials.of(keyId, secret));
	}

	private static RocketMqHttpException failure(RocketMqHttpClientBuilder builder, String topic) {
		try (RocketMqHttpClient client = builder.build()) {
			return Objects.requireNonNull(catchThrowableOfType(RocketMqHttpException.class,
					() -> client.publish(topic, OutboundMessage.of("text").build())));
		}
	}

	/**
	 * What the page says to do about a text.
	 */
	private String advice(String text) {
		return this.rows.stream()
			.filter((row) -> Page.codeSpans(row.get(0)).stream().anyMatch((quote) -> quote.contains(text)))
			.map((row) -> row.get(row.size() - 1))
			.findFirst()
			.orElse("");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static class Unanswered extends Application {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders")
		void place(Order order) {
		}

	}

	static class Future extends Application {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders")
		CompletableFuture<String> place(Order order) {
			return CompletableFuture.completedFuture(order.id());
		}

	}

	static class Nameless extends Application {

		@RocketMqHttpListener(consumerGroup = "GID_billing")
		void bill(Order order) {
		}

	}

}
