package io.github.rocketmqhttp.actuate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.actuate.ActuatorApplication.Answer;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the endpoint shows, and the gauges that belong to it.
 */
class EndpointTests {

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey("id", "secret")
		.topic("orders", TopicType.TRANSACTION)
		.topic("letters", TopicType.NORMAL)
		.start();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private ActuatorApplication.Builder application(Class<?>... components) {
		return ActuatorApplication.with(components)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.consumer-group", "GID_orders")
			.property("rocketmq-http.instances.audit.endpoint", this.broker.endpoint())
			.property("rocketmq-http.instances.audit.consumer-group", "GID_audit")
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("rocketmq-http.transaction.poll-wait-time", "1s");
	}

	/**
	 * Half messages of another program, of which the broker has asked.
	 */
	private void leaveInDoubt(ActuatorApplication app, int count) {
		for (int i = 0; i < count; i++) {
			app.get(RocketMqHttpClient.class)
				.publishHalf("orders", OutboundMessage.of("nobody knows").immunityTime(Duration.ofSeconds(30)).build());
		}
		this.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(
				() -> assertThat(app.get("rocketmqhttp").json().at("/inDoubt/total").asInt()).isEqualTo(count));
	}

	@Test
	void aMessageInDoubtIsShownWithTheLastAnswerAndTheReason() {
		try (ActuatorApplication app = application(Undecided.class).start()) {
			leaveInDoubt(app, 1);
			JsonNode message = app.get("rocketmqhttp").json().at("/inDoubt/oldest/0");
			assertThat(message.at("/messageId").asText()).isNotEmpty();
			assertThat(message.at("/instance").asText()).isEqualTo("default");
			assertThat(message.at("/topic").asText()).isEqualTo("orders");
			assertThat(message.at("/consumerGroup").asText()).isEqualTo("GID_orders");
			assertThat(Duration.parse(message.at("/age").asText())).isBetween(Duration.ofSeconds(30),
					Duration.ofSeconds(45));
			assertThat(message.at("/checks").asInt()).isEqualTo(1);
			assertThat(message.at("/lastAnswer").asText()).isEqualTo("UNKNOWN");
			assertThat(message.at("/reason").asText()).isEqualTo("HANDLER");
			assertThat(message.toString()).doesNotContain("nobody knows");
		}
	}

	@Test
	void aTransactionThatRunsIsShownWithItsMessagesOfEachInstance() {
		try (ActuatorApplication app = application(Shop.class, AuditHandler.class).start()) {
			app.get(Shop.class).place("o-1", () -> {
				JsonNode transactions = app.get("rocketmqhttp").json().at("/inFlight");
				assertThat(transactions.at("/total").asInt()).isEqualTo(1);
				JsonNode transaction = transactions.at("/oldest/0");
				assertThat(transaction.at("/id").asText()).isNotEmpty();
				assertThat(transaction.at("/state").asText()).isEqualTo("RUNNING");
				assertThat(transaction.at("/age").asText()).startsWith("PT");
				assertThat(transaction.at("/messages").findValuesAsText("instance"))
					.containsExactlyInAnyOrder("default", "audit");
				assertThat(transaction.at("/messages").findValuesAsText("messageId")).hasSize(2).doesNotContain("");
				assertThat(transaction.toString()).doesNotContain("o-1");
			});
			assertThat(app.get("rocketmqhttp").json().at("/inFlight/total").asInt()).isZero();
		}
	}

	@Test
	void listenersAndBackChecksAreShownWithTheirInstances() {
		try (ActuatorApplication app = application(Listeners.class, AuditHandler.class).start()) {
			await().untilAsserted(() -> {
				JsonNode report = app.get("rocketmqhttp").json();
				assertThat(report.at("/listeners").findValuesAsText("id")).containsExactly("letters", "copies");
				assertThat(report.at("/listeners").findValuesAsText("instance")).containsExactly("default", "audit");
				assertThat(report.at("/listeners/0/topic").asText()).isEqualTo("letters");
				assertThat(report.at("/listeners/0/tag").asText()).isEqualTo("urgent");
				assertThat(report.at("/listeners/0/concurrency").asInt()).isEqualTo(2);
				assertThat(report.at("/listeners/0/polling/state").asText()).isEqualTo("RUNNING");
				assertThat(report.at("/listeners/0/polling/sinceSuccess").asText()).startsWith("PT");
				assertThat(report.at("/listeners/0/counts/handled").isNumber()).isTrue();
				assertThat(report.at("/backChecks")).singleElement()
					.satisfies((checks) -> assertThat(checks.toString()).contains("\"audit\"", "\"orders\"",
							"\"GID_audit\"", "\"RUNNING\"", "\"sinceSuccess\""));
			});
		}
	}

	@Test
	void theAnswerIsNoLongerThanAskedFor() {
		try (ActuatorApplication app = application(Undecided.class).start()) {
			leaveInDoubt(app, 3);
			JsonNode two = app.get("rocketmqhttp?limit=2").json().at("/inDoubt");
			assertThat(two.at("/total").asInt()).isEqualTo(3);
			assertThat(two.at("/oldest")).hasSize(2);
			assertThat(app.get("rocketmqhttp?limit=0").json().at("/inDoubt/oldest")).isEmpty();
			assertThat(app.get("rocketmqhttp?limit=1001").status()).isEqualTo(400);
			assertThat(app.get("rocketmqhttp?limit=-1").status()).isEqualTo(400);
		}
	}

	@Test
	void messagesInDoubtAreMeasured() {
		try (ActuatorApplication app = application(Undecided.class).start()) {
			assertThat(measured(app, "rocketmq.http.transactions.in.doubt")).isZero();
			assertThat(measured(app, "rocketmq.http.transactions.in.doubt.age")).isZero();
			leaveInDoubt(app, 2);
			assertThat(measured(app, "rocketmq.http.transactions.in.doubt")).isEqualTo(2);
			assertThat(measured(app, "rocketmq.http.transactions.in.doubt.age")).isBetween(30.0, 45.0);
			assertThat(app.get("metrics/rocketmq.http.transactions.in.doubt.age").text("/baseUnit"))
				.isEqualTo("seconds");
		}
	}

	private static double measured(ActuatorApplication app, String name) {
		Answer answer = app.get("metrics/" + name);
		assertThat(answer.status()).isEqualTo(200);
		return answer.json().at("/measurements/0/value").asDouble();
	}

	@Test
	void itIsShownThroughJmx() throws Exception {
		try (ActuatorApplication app = application(Listeners.class, AuditHandler.class)
			.property("spring.jmx.enabled", "true")
			.property("spring.jmx.default-domain", "endpoint.tests")
			.property("management.endpoints.jmx.exposure.include", "*")
			.start()) {
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = new ObjectName("endpoint.tests:type=Endpoint,name=Rocketmqhttp");
			Object report = server.invoke(name, "report", new Object[] { null },
					new String[] { Integer.class.getName() });
			assertThat(report).isInstanceOf(Map.class)
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsKeys("inFlight", "inDoubt", "backChecks", "listeners");
			assertThat(app.context().isActive()).isTrue();
		}
	}

	@Test
	void thereIsNoneWhereItIsNotAllowedOrEverythingIsSwitchedOff() {
		try (ActuatorApplication app = application(Listeners.class, AuditHandler.class)
			.property("management.endpoint.rocketmqhttp.access", "none")
			.start()) {
			assertThat(app.get("rocketmqhttp").status()).isEqualTo(404);
			assertThat(app.context().getBeansOfType(RocketMqHttpEndpoint.class)).isEmpty();
		}
		try (ActuatorApplication app = application(Listeners.class).property("rocketmq-http.enabled", "false")
			.start()) {
			assertThat(app.get("rocketmqhttp").status()).isEqualTo(404);
			assertThat(app.get("metrics/rocketmq.http.transactions.in.doubt").status()).isEqualTo(404);
		}
	}

	static class Shop {

		@TransactionalMessage(topic = "orders", payload = "#id")
		@TransactionalMessage(topic = "orders", payload = "#id", template = "audit")
		void place(@Payload String id, Runnable work) {
			work.run();
		}

	}

	static class Listeners {

		@RocketMqHttpListener(id = "letters", topic = "letters", tag = "urgent", concurrency = "2")
		void read(String letter) {
		}

		@RocketMqHttpListener(id = "copies", topic = "letters", template = "audit")
		void copy(String letter) {
		}

	}

	static class Undecided {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class AuditHandler {

		@BackCheckHandler(topic = "orders", template = "audit")
		TransactionResolution check(String body) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
