package io.github.rocketmqhttp.samples.billing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.samples.orders.OrderServiceProcess;
import io.github.rocketmqhttp.samples.orders.SampleProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the packaged billing service beside the packaged order service, with one broker.
 */
class BillingServiceIT {

	private static final Path ORDER_SERVICE = Path.of("..", "order-service", "target", "order-service.jar");

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration WAIT_TIME = Duration.ofSeconds(5);

	@TempDir
	private Path ordersDirectory;

	@TempDir
	private Path directory;

	private RocketMqHttpBroker broker;

	@BeforeEach
	void startTheBroker() {
		this.broker = RocketMqHttpBroker.builder().topic("orders", TopicType.ANY).start();
	}

	@AfterEach
	void stopTheBroker() {
		this.broker.close();
	}

	@Test
	void everyOrderHasOneInvoiceThoughTheServiceDiesAndMessagesComeTwice() throws Exception {
		String database = SampleProcess.databaseIn(this.directory);
		try (OrderServiceProcess orders = startOrders()) {
			try (BillingServiceProcess killed = startBilling(database)) {
				place(orders, 0, 100);
				await().atMost(PATIENCE).until(() -> !killed.billed().isEmpty());
				killed.kill();
			}
			place(orders, 100, 120);
			publishEverythingAgain(120);
			try (BillingServiceProcess restarted = startBilling(database)) {
				// What the killed process had fetched and not acknowledged comes back.
				this.broker.advance(Duration.ofMinutes(6));
				await().atMost(PATIENCE).until(() -> consumed() == 240);

				assertThat(restarted.billed()).containsExactlyInAnyOrderElementsOf(orders.orders()).hasSize(120);
			}
		}
	}

	private long consumed() {
		return this.broker.topic("orders").consumerGroup("GID_billing").map(ConsumerGroupView::consumed).orElse(0L);
	}

	/**
	 * What a producer does that retries after a lost answer.
	 */
	private void publishEverythingAgain(int count) {
		try (RocketMqHttpClient client = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(() -> Credentials.of("key", "secret"))
			.build()) {
			List<ReceivedMessage> messages = new ArrayList<>();
			while (messages.size() < count) {
				messages.addAll(client.consume(new ConsumeRequest("orders", "GID_copier", null, 16, WAIT_TIME)));
			}
			for (ReceivedMessage message : messages) {
				client.publish("orders",
						OutboundMessage.of(message.body())
							.tag(message.tag())
							.key(message.key())
							.properties(message.userProperties())
							.build());
			}
		}
	}

	@Test
	@Tag("proof")
	void itKeepsItsInvoicesInPostgresqlAsWell() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
			.setServerConfig("listen_addresses", "127.0.0.1")
			.start();
				OrderServiceProcess orders = startOrders();
				BillingServiceProcess billing = startBilling("--spring.profiles.active=postgresql",
						"--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
						"--spring.datasource.username=postgres", "--spring.datasource.password=postgres")) {
			place(orders, 0, 20);

			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(billing.billed()).containsExactlyInAnyOrderElementsOf(orders.orders()));
			assertThat(orders.orders()).hasSize(20);
		}
	}

	private OrderServiceProcess startOrders() throws IOException {
		return OrderServiceProcess.start(ORDER_SERVICE, this.ordersDirectory,
				"--spring.profiles.active=standalone-broker", endpoint());
	}

	private BillingServiceProcess startBilling(String... arguments) throws IOException {
		String[] all = IntStream.rangeClosed(0, arguments.length)
			.mapToObj((i) -> (i == 0) ? endpoint() : arguments[i - 1])
			.toArray(String[]::new);
		return BillingServiceProcess.start(this.directory, all);
	}

	private String endpoint() {
		return "--rocketmq-http.endpoint=" + this.broker.endpoint();
	}

	private static void place(OrderServiceProcess orders, int from, int to) {
		List<Integer> statuses = IntStream.range(from, to)
			.mapToObj((i) -> orders.place("o-" + i, "12.50").statusCode())
			.toList();
		assertThat(statuses).containsOnly(201);
	}

}
