package io.github.rocketmqhttp.actuate;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.actuate.ActuatorApplication.Answer;
import io.github.rocketmqhttp.autoconfigure.DocumentPage;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.AnswerReason;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An operator who types what the page on operations shows reads what the page shows.
 */
class OperationsDocumentTests {

	private static final DocumentPage PAGE = DocumentPage.read("operations.md");

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final Pattern CALL = Pattern
		.compile("(?m)^\\$ curl localhost:8080/actuator/(\\S+)(?: -H '[^']*' -d '(.*)')?\\n((?:[^$\\n].*\\n?)+)");

	private static final Pattern ID = Pattern.compile("[0-9A-F]{32}");

	/** What no two runs have in common. */
	private static final Pattern VARYING = Pattern.compile(ID.pattern() + "|PT[0-9.HMS]+");

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey("id", "secret")
		.topic("orders", TopicType.TRANSACTION)
		.start();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void everyCallIsAnsweredAsThePageSays() {
		List<MatchResult> calls = PAGE.blocks()
			.stream()
			.flatMap((block) -> CALL.matcher(block).results())
			.filter((call) -> !call.group().isEmpty())
			.toList();
		assertThat(calls).hasSize(4);
		try (ActuatorApplication app = application()) {
			String id = leaveInDoubt(app);
			await().until(() -> !app.get("rocketmqhttp").json().at("/listeners/0/polling/sinceSuccess").isNull());
			for (MatchResult call : calls) {
				String path = ID.matcher(call.group(1)).replaceAll(id);
				String body = call.group(2);
				Answer answer = (body != null) ? app.post(path, body) : app.get(path);
				assertThat(comparable(answer.json().toString())).as(path).isEqualTo(comparable(call.group(3)));
			}
			assertThat(this.broker.topic("orders").committed()).singleElement()
				.satisfies((message) -> assertThat(message.messageId()).isEqualTo(id));
		}
	}

	private ActuatorApplication application() {
		ActuatorApplication.Builder builder = ActuatorApplication.with(Undecided.class, Billing.class)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.consumer-group", "GID_orders")
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("rocketmq-http.transaction.poll-wait-time", "1s");
		PAGE.blocks().stream().filter((block) -> block.startsWith("management.")).forEach((block) -> {
			Properties properties = new Properties();
			try {
				properties.load(new StringReader(block));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			assertThat(properties).hasSize(1);
			properties.forEach((name, value) -> builder.property(name.toString(), value));
		});
		return builder.start();
	}

	private String leaveInDoubt(ActuatorApplication app) {
		app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of("{}").immunityTime(Duration.ofSeconds(30)).build());
		this.broker.advance(Duration.ofSeconds(31));
		await().until(() -> app.get("rocketmqhttp").json().at("/inDoubt/total").asInt() == 1);
		return app.get("rocketmqhttp").text("/inDoubt/oldest/0/messageId");
	}

	private static JsonNode comparable(String json) {
		try {
			return JSON.readTree(VARYING.matcher(json).replaceAll("…"));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalArgumentException("This is no JSON: " + json, ex);
		}
	}

	@Test
	void everyReasonIsExplained() {
		List<String> reasons = Arrays.stream(AnswerReason.values()).map(Enum::name).toList();
		assertThat(PAGE.table("reason")).extracting((row) -> DocumentPage.only(row.get(0)))
			.doesNotHaveDuplicates()
			.isSubsetOf(reasons);
		assertThat(PAGE.codes()).containsAll(reasons);
	}

	@Test
	void everyStatusOfTheHealthIsExplained() {
		assertThat(PAGE.table("status")).extracting((row) -> DocumentPage.only(row.get(0)))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(HealthLevel.values()).map(Enum::name).toList());
	}

	@Test
	void everyActionHasItsRequest() {
		assertThat(PAGE.codes())
			.containsAll(Arrays.stream(OperatorTarget.values())
				.map((target) -> "/actuator/rocketmqhttp/" + target.name().toLowerCase(Locale.ROOT) + "/{id}")
				.toList())
			.containsAll(Arrays.stream(OperatorAction.values())
				.map((action) -> action.name().toLowerCase(Locale.ROOT))
				.toList());
	}

	static class Billing {

		@RocketMqHttpListener(id = "billing", topic = "orders", consumerGroup = "GID_billing")
		void bill(String order) {
		}

	}

	static class Undecided {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
