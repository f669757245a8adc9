package io.github.rocketmqhttp.actuate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.actuate.ActuatorApplication.Answer;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators may do, once it is allowed, and what is left of it in log and audit.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointOperationTests {

	private static final String BODY = "nobody knows";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey("id", "secret")
		.topic("orders", TopicType.TRANSACTION)
		.topic("letters", TopicType.NORMAL)
		.start();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private ActuatorApplication.Builder readOnly(Class<?>... components) {
		return ActuatorApplication.with(components)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.consumer-group", "GID_orders")
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("rocketmq-http.transaction.poll-wait-time", "1s");
	}

	private ActuatorApplication.Builder allowed(Class<?>... components) {
		return readOnly(components).property("management.endpoint.rocketmqhttp.access", "unrestricted");
	}

	private static Answer act(ActuatorApplication app, String target, String action) {
		return app.post("rocketmqhttp/" + target, "{\"action\":\"" + action + "\"}");
	}

	/**
	 * A half message of another program, of which the broker has asked.
	 */
	private String leaveInDoubt(ActuatorApplication app) {
		app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of(BODY).immunityTime(Duration.ofSeconds(30)).build());
		this.broker.advance(Duration.ofSeconds(31));
		await().until(() -> app.get("rocketmqhttp").json().at("/inDoubt/total").asInt() == 1);
		return app.get("rocketmqhttp").text("/inDoubt/oldest/0/messageId");
	}

	private static List<String> bodies(List<MessageView> messages) {
		return messages.stream().map(MessageView::body).toList();
	}

	@Test
	void nothingMayBeDoneUnlessItIsAllowed() {
		try (ActuatorApplication app = readOnly(Undecided.class, Letters.class).start()) {
			String id = leaveInDoubt(app);
			assertThat(act(app, "messages/" + id, "commit").status()).isIn(404, 405);
			assertThat(act(app, "listeners/letters", "pause").status()).isIn(404, 405);
			assertThat(bodies(this.broker.topic("orders").half())).containsExactly(BODY);
			assertThat(state(app)).isNotEqualTo(PollingState.PAUSED);
		}
		try (ActuatorApplication app = allowed(Undecided.class, Letters.class)
			.property("management.endpoints.access.max-permitted", "read-only")
			.start()) {
			assertThat(act(app, "listeners/letters", "pause").status()).isIn(404, 405);
		}
	}

	@Test
	void aListenerIsPausedAndResumed(CapturedOutput output) {
		try (ActuatorApplication app = allowed(Letters.class).start()) {
			Answer paused = act(app, "listeners/letters", "pause");
			assertThat(paused.status()).isEqualTo(200);
			assertThat(paused.text("/outcome")).isEqualTo("DONE");
			assertThat(paused.text("/detail")).contains("PAUSED");
			assertThat(app.get("rocketmqhttp").text("/listeners/0/polling/state")).isEqualTo("PAUSED");
			Answer resumed = act(app, "listeners/letters", "RESUME");
			assertThat(resumed.status()).isEqualTo(200);
			assertThat(state(app)).isNotEqualTo(PollingState.PAUSED);
			assertThat(output)
				.contains("An operator, somebody without a name, asked to pause listeners/letters: done.");
		}
	}

	private static PollingState state(ActuatorApplication app) {
		return app.get(RocketMqHttpListenerContainerRegistry.class).getContainer("letters").orElseThrow().getState();
	}

	@Test
	void aListenerThatDoesNotRunOrIsNotThereCannotBePaused() {
		try (ActuatorApplication app = allowed(Letters.class).property("rocketmq-http.listener.auto-startup", "false")
			.start()) {
			Answer stopped = act(app, "listeners/letters", "pause");
			assertThat(stopped.status()).isEqualTo(409);
			assertThat(stopped.text("/outcome")).isEqualTo("REFUSED");
			assertThat(act(app, "listeners/nobody", "pause").status()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@CsvSource({ "commit, committed", "rollback, rolledBack" })
	void aMessageInDoubtIsDecidedAndItIsWrittenDown(String action, String state, CapturedOutput output) {
		try (ActuatorApplication app = allowed(Undecided.class, Audit.class).start()) {
			String id = leaveInDoubt(app);
			Answer answer = act(app, "messages/" + id, action);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text("/outcome")).isEqualTo("DONE");
			assertThat(answer.text("/messages/" + id)).contains(action.toUpperCase(Locale.ROOT), "No transaction log");
			assertThat(bodies(state.equals("committed") ? this.broker.topic("orders").committed()
					: this.broker.topic("orders").rolledBack()))
				.containsExactly(BODY);
			assertThat(app.get("rocketmqhttp").json().at("/inDoubt/total").asInt()).isZero();

			assertThat(app.get(Audit.class).events).singleElement()
				.satisfies((event) -> assertThat(event.getType()).isEqualTo("ROCKETMQ_HTTP_OPERATION"))
				.satisfies((event) -> assertThat(event.getData()).containsEntry("action", action)
					.containsEntry("target", "messages")
					.containsEntry("id", id)
					.containsEntry("outcome", "done"));
			assertThat(output.getAll().lines().filter((line) -> line.contains("An operator"))).singleElement()
				.asString()
				.contains("WARN", "asked to " + action + " messages/" + id + ": done.");
			assertThat(output).doesNotContain(BODY);
			assertThat(act(app, "messages/" + id, action).status()).as("once more").isEqualTo(404);
		}
	}

	@Test
	void aTransactionThatRunsIsLeftAlone() {
		try (ActuatorApplication app = allowed(Shop.class, Undecided.class, Audit.class).start()) {
			app.get(Shop.class).place(BODY, () -> {
				this.broker.advance(Duration.ofSeconds(31));
				await().until(() -> app.get("rocketmqhttp").json().at("/inDoubt/total").asInt() == 1);
				JsonNode message = app.get("rocketmqhttp").json().at("/inDoubt/oldest/0");
				assertThat(message.at("/reason").asText()).isEqualTo("RUNNING");
				Answer refused = act(app, "transactions/" + message.at("/transactionId").asText(), "rollback");
				assertThat(refused.status()).isEqualTo(409);
				assertThat(refused.text("/detail")).contains("still runs in this process");
				assertThat(app.get(Audit.class).events).singleElement()
					.satisfies((event) -> assertThat(event.getData()).containsEntry("outcome", "refused"));
			});
			this.broker.advance(Duration.ofSeconds(11));
			await()
				.untilAsserted(() -> assertThat(bodies(this.broker.topic("orders").committed())).containsExactly(BODY));
		}
	}

	@Test
	void whatDoesNotFitIsRefused() {
		try (ActuatorApplication app = allowed(Letters.class).start()) {
			assertThat(act(app, "listeners/letters", "commit").status()).isEqualTo(400);
			assertThat(act(app, "messages/m-1", "pause").status()).isEqualTo(400);
			assertThat(act(app, "listeners/letters", "explode").status()).isEqualTo(400);
			assertThat(act(app, "elsewhere/letters", "pause").status()).isEqualTo(400);
			assertThat(act(app, "transactions/t-1", "commit").status()).isEqualTo(404);
			assertThat(state(app)).isNotEqualTo(PollingState.PAUSED);
		}
	}

	@Test
	void itCanBeDoneThroughJmx() throws Exception {
		try (ActuatorApplication app = allowed(Letters.class).property("spring.jmx.enabled", "true")
			.property("spring.jmx.default-domain", "operation.tests")
			.property("management.endpoints.jmx.exposure.include", "*")
			.start()) {
			Object answer = ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("operation.tests:type=Endpoint,name=Rocketmqhttp"), "act",
						new Object[] { "listeners", "letters", "pause" },
						new String[] { String.class.getName(), String.class.getName(), String.class.getName() });
			assertThat(answer).isInstanceOfSatisfying(Map.class,
					(map) -> assertThat(map.get("outcome")).isEqualTo("DONE"));
			assertThat(state(app)).isEqualTo(PollingState.PAUSED);
		}
	}

	static class Shop {

		@TransactionalMessage(topic = "orders", payload = "#id")
		void place(@Payload String id, Runnable work) {
			work.run();
		}

	}

	static class Letters {

		@RocketMqHttpListener(id = "letters", topic = "letters")
		void read(String letter) {
		}

	}

	static class Undecided {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			return TransactionResolution.UNKNOWN;
		}

	}

	/**
	 * Listens as Spring Boot's own listener does. With a repository, Spring Boot 4 wants
	 * to have Spring Security, too.
	 */
	static class Audit {

		private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void listen(AuditApplicationEvent event) {
			this.events.add(event.getAuditEvent());
		}

	}

}
