package io.github.rocketmqhttp.actuate;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

import io.github.rocketmqhttp.actuate.ActuatorApplication.Answer;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.DrippingServer;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The health endpoint of applications with brokers that are there, away, or refuse them.
 */
@ExtendWith(OutputCaptureExtension.class)
class HealthTests {

	private static final String OURS = "health/rocketmqHttp";

	private RocketMqHttpBroker broker = broker(0);

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private static RocketMqHttpBroker broker(int port) {
		return broker(port, Clock.systemUTC());
	}

	private static RocketMqHttpBroker broker(int port, Clock clock) {
		return RocketMqHttpBroker.builder()
			.port(port)
			.clock(clock)
			.accessKey("id", "secret")
			.topic("orders", TopicType.TRANSACTION)
			.topic("letters", TopicType.NORMAL)
			.start();
	}

	private ActuatorApplication.Builder application(Class<?>... components) {
		return ActuatorApplication.with(components)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.consumer-group", "GID_orders")
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("rocketmq-http.transaction.poll-wait-time", "1s");
	}

	@Test
	void whatWorksIsUp() {
		try (ActuatorApplication app = application(Letters.class, Undecided.class).start()) {
			await().untilAsserted(() -> {
				Answer answer = app.get(OURS);
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.text("/status")).isEqualTo("UP");
				assertThat(answer.text("/details/instances/default/access")).isEqualTo("ACCEPTED");
				assertThat(Duration.parse(answer.text("/details/instances/default/sinceAnswer")))
					.isLessThan(Duration.ofSeconds(10));
				assertThat(Duration.parse(answer.text("/details/instances/default/clockSkew")).abs())
					.isLessThan(Duration.ofSeconds(5));
				for (String poll : new String[] { "listener letters", "back-checks of orders for GID_orders" }) {
					String at = "/details/instances/default/polls/" + poll;
					assertThat(answer.text(at + "/state")).isEqualTo("RUNNING");
					assertThat(answer.text(at + "/sinceSuccess")).startsWith("PT");
				}
				assertThat(answer.text("/details/inDoubt/messages")).isEqualTo("0");
			});
			assertThat(app.get("health").text("/status")).isEqualTo("UP");
		}
	}

	@Test
	void aBrokerThatGoesAwayDegradesTheHealthBeforeItIsDownAndComesBack() {
		String endpoint = this.broker.endpoint();
		try (ActuatorApplication app = application(Letters.class, Undecided.class)
			.property("rocketmq-http.health.poll-degraded-after", "1s")
			.property("rocketmq-http.health.poll-down-after", "4s")
			.start()) {
			awaitStatus(app, "UP", 200);
			this.broker.close();
			awaitStatus(app, "DEGRADED", 200);
			assertThat(app.get(OURS).text("/details/reasons/0")).contains("instance default", "TRANSIENT");
			awaitStatus(app, "DOWN", 503);
			assertThat(app.get(OURS).json().at("/details/reasons").toString()).contains("No poll of instance default");
			this.broker = broker(Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
			awaitStatus(app, "UP", 200);
		}
	}

	/**
	 * It is never silent: no time-out of a socket ends its polls.
	 */
	@ParameterizedTest
	@EnumSource(names = { "STATUS_LINE", "CONTINUE", "CHUNKS" })
	void aBrokerThatDripsBringsTheHealthDownUntilItAnswersAgain(DrippingServer.Drip drip, CapturedOutput output)
			throws IOException {
		int port = URI.create(this.broker.endpoint()).getPort();
		try (DrippingServer server = new DrippingServer(drip)) {
			server.behaveLike(port);
			try (ActuatorApplication app = application(Letters.class, Undecided.class)
				.property("rocketmq-http.endpoint", "http://127.0.0.1:" + server.port())
				.property("rocketmq-http.client.poll-margin", "2s")
				.property("rocketmq-http.client.connect-timeout", "200ms")
				.property("rocketmq-http.client.connection-request-timeout", "200ms")
				.property("rocketmq-http.health.poll-degraded-after", "1s")
				.property("rocketmq-http.health.poll-down-after", "4s")
				.start()) {
				awaitStatus(app, "UP", 200);
				server.drip();
				awaitStatus(app, "DOWN", 503);
				assertThat(output.getOut().split("fails and keeps trying", -1)).as("one line for each loop").hasSize(3);
				server.behaveLike(port);
				awaitStatus(app, "UP", 200);
				assertThat(output.getOut().split("works again", -1)).hasSize(3);
			}
		}
	}

	/**
	 * By the name of ours, and by what all have in common.
	 */
	private static void awaitStatus(ActuatorApplication app, String status, int http) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			Answer all = app.get("health");
			assertThat(all.text("/status")).isEqualTo(status);
			assertThat(all.text("/components/rocketmqHttp/status")).isEqualTo(status);
			assertThat(all.status()).isEqualTo(http);
		});
	}

	@Test
	void aBrokerThatIsAwayFromTheStartHindersNoStart() {
		this.broker.close();
		try (ActuatorApplication app = application(Letters.class, Undecided.class).start()) {
			Answer answer = app.get(OURS);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text("/status")).isEqualTo("UNKNOWN");
			assertThat(answer.text("/details/reasons/0")).contains("has not answered yet");
			assertThat(app.get("health").text("/status")).isEqualTo("UP");
		}
	}

	@Test
	void aKeyThatIsRefusedDegradesTheHealthAtOnce() {
		try (ActuatorApplication app = application(Letters.class).property("rocketmq-http.access-key-secret", "wrong")
			.start()) {
			awaitStatus(app, "DEGRADED", 200);
			Answer answer = app.get(OURS);
			assertThat(answer.text("/details/instances/default/access")).isEqualTo("REFUSED");
			assertThat(answer.text("/details/instances/default/refusal")).isEqualTo("SignatureDoesNotMatch");
			assertThat(answer.json().toString()).doesNotContain("wrong");
		}
	}

	@Test
	void aMessageThatStaysInDoubtDegradesTheHealthBeforeItIsDown() {
		try (ActuatorApplication app = application(Undecided.class).start()) {
			app.get(RocketMqHttpClient.class)
				.publishHalf("orders", OutboundMessage.of("nobody knows").immunityTime(Duration.ofSeconds(30)).build());
			this.broker.advance(Duration.ofSeconds(31));
			await().untilAsserted(() -> assertThat(app.get(OURS).text("/details/inDoubt/messages")).isEqualTo("1"));
			assertThat(app.get(OURS).text("/status")).isEqualTo("UP");
			this.broker.advance(Duration.ofHours(1));
			await().untilAsserted(() -> assertThat(app.get(OURS).text("/status")).isEqualTo("DEGRADED"));
			assertThat(app.get(OURS).json().at("/details/reasons").toString()).contains("in doubt", "PT1H")
				.doesNotContain("nobody knows");
			this.broker.advance(Duration.ofHours(22));
			await().untilAsserted(() -> assertThat(app.get(OURS).text("/status")).isEqualTo("DOWN"));
		}
	}

	@Test
	void aClockThatIsOffIsSeenFromTheAnswers() {
		this.broker.close();
		this.broker = broker(0, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(7)));
		try (ActuatorApplication app = application(Letters.class).start()) {
			awaitStatus(app, "DEGRADED", 200);
			assertThat(app.get(OURS).json().at("/details/reasons").toString()).contains("behind", "set it right");
		}
	}

	@Test
	void anApplicationWithInstancesAloneIsJudgedByThem() {
		try (ActuatorApplication app = ActuatorApplication.with(AuditLetters.class)
			.without("rocketmq-http.access-key-id")
			.without("rocketmq-http.access-key-secret")
			.property("rocketmq-http.instances.audit.endpoint", this.broker.endpoint())
			.property("rocketmq-http.instances.audit.access-key-id", "id")
			.property("rocketmq-http.instances.audit.access-key-secret", "secret")
			.property("rocketmq-http.instances.audit.consumer-group", "GID_orders")
			.property("rocketmq-http.listener.wait-time", "1s")
			.start()) {
			awaitStatus(app, "UP", 200);
			assertThat(app.get(OURS).json().at("/details/instances").fieldNames()).toIterable()
				.containsExactly("audit");
		}
	}

	@Test
	void itCanBeSwitchedOff() {
		try (ActuatorApplication app = application(Letters.class)
			.property("management.health.rocketmqhttp.enabled", "false")
			.start()) {
			assertThat(app.get(OURS).status()).isEqualTo(404);
			assertThat(app.get("health").status()).isEqualTo(200);
		}
	}

	@Test
	void thereIsNoneWhereEverythingIsSwitchedOff() {
		try (ActuatorApplication app = application(Letters.class).property("rocketmq-http.enabled", "false").start()) {
			assertThat(app.get(OURS).status()).isEqualTo(404);
			assertThat(app.get("health").text("/status")).isEqualTo("UP");
		}
	}

	static class Letters {

		@RocketMqHttpListener(id = "letters", topic = "letters")
		void read(String letter) {
		}

	}

	static class AuditLetters {

		@RocketMqHttpListener(id = "letters", topic = "letters", template = "audit")
		void read(String letter) {
		}

	}

	static class Undecided {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
