package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.common.ClientException;
import com.aliyun.mq.http.common.http.ClientConfiguration;
import com.aliyun.mq.http.model.TopicMessage;
import com.sun.net.httpserver.HttpServer;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.autoconfigure.RocketMqHttpProperties;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static io.github.rocketmqhttp.reliability.docs.MigrationFixture.OURS;
import static io.github.rocketmqhttp.reliability.docs.MigrationFixture.VENDOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the page on migrating says about the SDK and about us is so.
 */
@Timeout(300)
class MigrationFactsTests {

	@Test
	void timeOutsAndConnections() {
		ClientConfiguration vendor = new ClientConfiguration();
		assertThat(vendor.getConnectionTimeout()).isEqualTo(30_000);
		assertThat(vendor.getSocketTimeout()).isEqualTo(33_000);
		assertThat(vendor.getMaxConnections()).isEqualTo(4000);

		RocketMqHttpProperties ours = new Binder(new MapConfigurationPropertySource()).bindOrCreate("rocketmq-http",
				RocketMqHttpProperties.class);
		assertThat(ours.client().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(ours.client().responseTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(ours.client().pollMargin()).isEqualTo(Duration.ofSeconds(5));
		assertThat(ours.client().maxConnections()).isEqualTo(256);
		assertThat(ours.client().retry().maxAttempts()).isEqualTo(3);
		assertThat(ours.transaction().immunityTime()).isEqualTo(Duration.ofSeconds(30));
		assertThat(ours.listener().shutdownTimeout()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void forbiddenCharactersOfProperties() {
		try (MigrationFixture fixture = new MigrationFixture()) {
			fixture.start(OURS);
			TopicMessage message = new TopicMessage("text".getBytes(StandardCharsets.UTF_8));
			message.getProperties().put("place", "a:b");
			assertThatExceptionOfType(ClientException.class)
				.isThrownBy(() -> fixture.vendorClient.getProducer(OURS, "audit").publishMessage(message));

			fixture.get(RocketMqHttpTemplate.class).newMessage("text").topic("audit").property("place", "a:b").send();
			List<com.aliyun.mq.http.model.Message> read = fixture.vendorClient
				.getConsumer(OURS, "audit", "GID_billing", null)
				.consumeMessage(16, 0);
			assertThat(read).singleElement()
				.extracting((received) -> received.getProperties())
				.satisfies((properties) -> assertThat(properties).containsEntry("place", "a%3Ab")
					.containsEntry("__ESCAPED", "pct"));
			assertThat(fixture.consume(OURS, "audit")).extracting(Effect::properties)
				.satisfiesExactly((properties) -> assertThat(properties).containsEntry("place", "a:b"));
		}
	}

	@Test
	void bodiesOfBytes() {
		byte[] bytes = { 'a', (byte) 0xff, 'b' };
		try (MigrationFixture fixture = new MigrationFixture()) {
			fixture.start(OURS);
			fixture.vendorClient.getProducer(VENDOR, "audit").publishMessage(new TopicMessage(bytes));
			assertThat(fixture.consume(VENDOR, "audit")).extracting(Effect::body).containsExactly("a\uFFFDb");

			fixture.get(RocketMqHttpTemplate.class).send("audit", bytes);
			assertThat(fixture.consume(OURS, "audit")).extracting(Effect::body)
				.containsExactly(Base64.getEncoder().encodeToString(bytes));
		}
	}

	@Test
	void retriesExpectHeadersAndBlankInstances() throws IOException {
		try (FailingService service = new FailingService()) {
			MQClient vendor = new MQClient(service.endpoint(), "key", "secret");
			assertThatExceptionOfType(com.aliyun.mq.http.common.ServiceException.class)
				.isThrownBy(() -> vendor.getProducer(String.valueOf(new char[0]), "audit")
					.publishMessage(new TopicMessage("text".getBytes(StandardCharsets.UTF_8))));
			vendor.close();
			assertThat(service.requests()).containsExactly("POST /topics/audit/messages?ns= expect 100-continue");

			try (MigrationFixture fixture = new MigrationFixture()) {
				fixture.start(" ", service.endpoint());
				assertThatExceptionOfType(ServiceException.class)
					.isThrownBy(() -> fixture.get(RocketMqHttpTemplate.class).send("audit", "text"));
			}
			assertThat(service.requests()).hasSize(4)
				.endsWith("POST /topics/audit/messages expect null", "POST /topics/audit/messages expect null",
						"POST /topics/audit/messages expect null");
		}
	}

	@Test
	void anEmptyPollWithoutJaxb() throws IOException, InterruptedException {
		try (MigrationFixture fixture = new MigrationFixture()) {
			assertThat(fixture.vendorClient.getConsumer(VENDOR, "audit", "GID_billing", null).consumeMessage(1, 0))
				.as("with JAXB")
				.isNull();
			assertThat(EmptyPoll.run(fixture.broker.endpoint(), (jar) -> true)).isEqualTo("null");
			assertThat(EmptyPoll.run(fixture.broker.endpoint(), (jar) -> !jar.contains("jaxb")))
				.startsWith("com.aliyun.mq.http.common.ClientException: Client wait result timeout!");
		}
	}

	/**
	 * Fails always, and notes the requests.
	 */
	private static final class FailingService implements AutoCloseable {

		private final Queue<String> requests = new ConcurrentLinkedQueue<>();

		private final HttpServer server;

		FailingService() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.createContext("/", (exchange) -> {
				this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " expect "
						+ exchange.getRequestHeaders().getFirst("Expect"));
				exchange.getRequestBody().readAllBytes();
				exchange.sendResponseHeaders(500, -1);
				exchange.close();
			});
			this.server.start();
		}

		String endpoint() {
			return "http://127.0.0.1:" + this.server.getAddress().getPort();
		}

		List<String> requests() {
			return new ArrayList<>(this.requests);
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
