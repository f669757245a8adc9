package io.github.rocketmqhttp.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One message that arrives damaged costs no other message: it is dealt with as one that
 * cannot be converted.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class DamagedMessageListenerTests {

	private static final FailureSettings FAILURES = new FailureSettings("dead", List.of(),
			new RetrySettings(1, Duration.ofMillis(1), 1, Duration.ofMillis(1)));

	private final ListenerBroker broker = new ListenerBroker();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "P\u0001ISON", "PO&#1;", "PARSON" })
	void theGoodOnesOfABatchAreConsumedAndTheBadOneIsADeadLetter(String damaged, CapturedOutput output)
			throws IOException {
		Recording listener = new Recording();
		publishBatch("text");
		try (AlteringProxy proxy = proxy(damaged); ListenerApplication application = application(proxy)) {
			application.bean("text", listener).start();
			this.broker.awaitConsumed("text", 16);
			assertThat(listener.bodies).containsExactlyInAnyOrderElementsOf(goodBodies());
			ReceivedMessage letter = letter();
			assertThat(letter.userProperties()).hasEntrySatisfying(DeadLetterHeaders.REASON,
					(reason) -> assertThat(reason).endsWith("DamagedMessageException"));
			await().until(() -> output.toString().contains("went to the dead-letter topic dead"));
			assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
				.satisfies((line) -> assertThat(line).contains("is damaged").doesNotContain("ISON"));
			assertThat(output).doesNotContain("ERROR");
		}
	}

	@Test
	void aListenerOfWholeMessagesDoesNotGetTheBadOneEither() throws IOException {
		Whole listener = new Whole();
		publishBatch("whole");
		try (AlteringProxy proxy = proxy("P\u0001ISON"); ListenerApplication application = application(proxy)) {
			application.bean("whole", listener).start();
			this.broker.awaitConsumed("whole", 16);
			assertThat(listener.bodies).containsExactlyInAnyOrderElementsOf(goodBodies());
			assertThat(letter().userProperties()).containsEntry(DeadLetterHeaders.TOPIC, "whole");
		}
	}

	private void publishBatch(String topic) {
		IntStream.range(0, 16).forEach((i) -> this.broker.publish(topic, OutboundMessage.of(body(i))));
	}

	private static List<String> goodBodies() {
		return IntStream.range(0, 16).filter((i) -> i != 7).mapToObj(DamagedMessageListenerTests::body).toList();
	}

	private static String body(int number) {
		return (number == 7) ? "POISON" : "good " + number;
	}

	private AlteringProxy proxy(String damaged) throws IOException {
		return new AlteringProxy(this.broker.endpoint(), (answer) -> answer.replace("POISON", damaged));
	}

	private static ListenerApplication application(AlteringProxy proxy) {
		return new ListenerApplication(proxy.endpoint()).settings(ListenerBroker.settings().failures(FAILURES).build());
	}

	private ReceivedMessage letter() {
		List<ReceivedMessage> letters = this.broker.producer()
			.consume(ConsumeRequest.of("dead", "GID_dead").withBatchSize(16).withWaitTime(Duration.ofSeconds(30)));
		assertThat(letters).hasSize(1);
		return letters.get(0);
	}

	static class Recording {

		final Queue<String> bodies = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "text")
		void receive(String body) {
			this.bodies.add(body);
		}

	}

	static class Whole {

		final Queue<String> bodies = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "whole")
		void receive(List<ReceivedMessage> messages) {
			messages.forEach((message) -> this.bodies.add(message.body()));
		}

	}

}
