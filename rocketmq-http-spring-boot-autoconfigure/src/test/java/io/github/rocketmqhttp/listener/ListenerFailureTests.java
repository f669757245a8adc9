package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.listener.ListenerErrorHandler.Decision;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerFailureTests {

	private static final String SECRET = "s3cr3t";

	private final ListenerBroker broker = new ListenerBroker();

	private Optional<ListenerApplication> application = Optional.empty();

	@AfterEach
	void stop() {
		this.application.ifPresent(ListenerApplication::close);
		this.broker.close();
	}

	@Test
	void anUnreadableMessageGoesToTheDeadLetterTopicWithItsReasonAndIsAcknowledged(CapturedOutput output) {
		start(failures("dead", List.of(), 1), "numbers", new Numbers());
		String id = this.broker.publish("numbers",
				OutboundMessage.of(SECRET).tag("created").key("k-1").property("source", "shop"));
		this.broker.awaitConsumed("numbers", 1);
		ReceivedMessage letter = letter("dead");
		assertThat(letter.body()).isEqualTo(SECRET);
		assertThat(letter.tag()).isEqualTo("created");
		assertThat(letter.key()).isEqualTo("k-1");
		assertThat(letter.userProperties()).containsEntry("source", "shop")
			.containsEntry(DeadLetterHeaders.MESSAGE_ID, id)
			.containsEntry(DeadLetterHeaders.TOPIC, "numbers")
			.containsEntry(DeadLetterHeaders.CONSUMER_GROUP, ListenerBroker.GROUP)
			.containsEntry(DeadLetterHeaders.LISTENER, "numbers.receive")
			.containsEntry(DeadLetterHeaders.CONSUMED_TIMES, "1")
			.hasEntrySatisfying(DeadLetterHeaders.REASON,
					(reason) -> assertThat(reason).endsWith("PayloadConversionException"));
		await().until(() -> output.toString().contains("went to the dead-letter topic dead"));
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void exceptionsThatAreListedAreNotRetried() {
		Throwing listener = new Throwing();
		start(failures("dead", List.of(IllegalArgumentException.class), 3), "throwing", listener);
		this.broker.publish("throwing", "number");
		this.broker.awaitConsumed("throwing", 1);
		assertThat(letter("dead").userProperties()).containsEntry(DeadLetterHeaders.REASON,
				NumberFormatException.class.getName());
		assertThat(listener.calls).as("no second try either").containsExactly("number");
	}

	@Test
	void otherExceptionsLeaveTheMessageToRedelivery(CapturedOutput output) {
		Throwing listener = new Throwing();
		start(failures("dead", List.of(IllegalArgumentException.class), 1), "throwing", listener);
		this.broker.publish("throwing", "state");
		await().until(() -> counts("throwing").failed() == 1);
		assertThat(this.broker.group("throwing").invisible()).isEqualTo(1);
		assertThat(output).contains("it comes back").doesNotContain("ERROR");
		this.broker.advance(Duration.ofMinutes(5));
		await().until(() -> counts("throwing").failed() == 2);
	}

	@Test
	void withoutADeadLetterTopicOneErrorIsLoggedHoweverOftenTheMessageComes(CapturedOutput output) {
		start(failures(null, List.of(), 1), "numbers", new Numbers());
		this.broker.publish("numbers", "seven");
		for (int delivery = 1; delivery <= 3; delivery++) {
			int failed = delivery;
			await().until(() -> counts("numbers").failed() == failed);
			this.broker.advance(Duration.ofMinutes(5));
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
			.satisfies((line) -> assertThat(line).contains("dead-letter-topic"));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aDeadLetterThatIsNotTakenLeavesTheMessageToRedelivery(CapturedOutput output) {
		start(failures("dead", List.of(), 1), "numbers", new Numbers());
		String tooMuch = "x".repeat(15 * 1024 + 900);
		this.broker.publish("numbers", OutboundMessage.of("seven").property("much", tooMuch));
		await().until(() -> output.toString().contains("could not be published to the dead-letter topic"));
		assertThat(this.broker.group("numbers").consumed()).isZero();
		assertThat(this.broker.group("numbers").invisible()).isEqualTo(1);
	}

	@Test
	void aMessageThatWasInTheDeadLetterTopicBeforeDoesNotGoThereAgain(CapturedOutput output) {
		start(failures("dead", List.of(), 1), "numbers", new Numbers());
		this.broker.publish("numbers", OutboundMessage.of("seven").property(DeadLetterHeaders.TOPIC, "dead"));
		await().until(() -> counts("numbers").failed() == 1);
		await().until(() -> output.toString().contains("it was in the dead-letter topic before"));
		assertThat(this.broker.group("numbers").invisible()).isEqualTo(1);
		assertThat(this.broker.producer().consume(ConsumeRequest.of("dead", "GID_reader"))).isEmpty();
	}

	@Test
	void aCallIsTriedSeveralTimesWhereThatIsAskedFor(CapturedOutput output) {
		Throwing listener = new Throwing();
		start(failures(null, List.of(), 3), "throwing", listener);
		this.broker.publish("throwing", "twice");
		this.broker.awaitConsumed("throwing", 1);
		assertThat(listener.calls).containsExactly("twice", "twice", "twice");
		assertThat(counts("throwing")).isEqualTo(new DeliveryCounts(1, 0, 0, 0, 0));
		this.broker.publish("throwing", "state");
		await().until(() -> counts("throwing").failed() == 1);
		assertThat(listener.calls).hasSize(6);
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).hasSize(1);
	}

	@Test
	void aMessageWhoseListenerReturnsAFutureAsSomeObjectIsNotAcknowledged(CapturedOutput output) {
		start(this.broker.application().bean("disguised", new Disguised()));
		this.broker.publish("disguised", "x");
		await().until(() -> output.toString().contains("the message would be acknowledged before that is done"));
		assertThat(counts("disguised").failed()).isEqualTo(1);
		assertThat(this.broker.group("disguised").consumed()).isZero();
	}

	@Test
	void anErrorHandlerBeanDecides() {
		Recording handler = new Recording(Decision.ACKNOWLEDGE);
		start(this.broker.application().bean("handler", handler).bean("throwing", new Throwing()));
		this.broker.publish("throwing", "state", "number");
		this.broker.awaitConsumed("throwing", 2);
		assertThat(handler.failed).hasSize(2).allSatisfy((failed) -> {
			assertThat(failed.listenerId()).isEqualTo("throwing.receive");
			assertThat(failed.topic()).isEqualTo("throwing");
			assertThat(failed.retryable()).isTrue();
			assertThat(failed.toString()).doesNotContain("body=state");
		});
	}

	@Test
	void anAnnotationMayNameItsErrorHandler() {
		Recording named = new Recording(Decision.ACKNOWLEDGE);
		Recording other = new Recording(Decision.REDELIVER);
		start(this.broker.application()
			.bean("named", named)
			.bean("other", other)
			.bean("chosen", new Choosing())
			.bean("throwing", new Throwing()));
		this.broker.publish("chosen", "x");
		this.broker.publish("throwing", "state");
		this.broker.awaitConsumed("chosen", 1);
		await().until(() -> counts("throwing").failed() == 1);
		assertThat(named.failed).hasSize(1);
		assertThat(other.failed).as("of two handlers neither is everybody's").isEmpty();
	}

	@Test
	void anErrorHandlerThatFailsLeavesTheMessageToRedelivery(CapturedOutput output) {
		ListenerErrorHandler failing = (failed) -> {
			throw new IllegalStateException("defect");
		};
		start(this.broker.application().bean("handler", failing).bean("throwing", new Throwing()));
		this.broker.publish("throwing", "state", "ok");
		this.broker.awaitConsumed("throwing", 1);
		await().until(() -> output.toString().contains("The error handler of listener throwing.receive failed"));
		assertThat(this.broker.group("throwing").invisible()).isEqualTo(1);
	}

	@Test
	void anErrorHandlerThatLeavesTheDeadLetterTopicUnusedIsReported(CapturedOutput output) {
		start(this.broker.application(ListenerBroker.settings().failures(failures("dead", List.of(), 1)))
			.bean("handler", new Recording(Decision.ACKNOWLEDGE))
			.bean("throwing", new Throwing()));
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("throwing.receive", "dead-letter topic dead", "DefaultListenerErrorHandler.builder()");
	}

	@Test
	void aDefaultErrorHandlerWithADelegateUsesWhatTheListenerSays(CapturedOutput output) {
		Recording delegate = new Recording(Decision.REDELIVER);
		start(this.broker
			.application(ListenerBroker.settings().failures(failures("dead", List.of(NumberFormatException.class), 1)))
			.bean("handler", DefaultListenerErrorHandler.builder().delegate(delegate).build())
			.bean("throwing", new Throwing()));
		this.broker.publish("throwing", "number", "state");
		await().until(() -> counts("throwing").failed() == 2);
		this.broker.awaitConsumed("throwing", 1);
		assertThat(letter("dead").body()).isEqualTo("number");
		assertThat(delegate.failed).hasSize(2);
		assertThat(output).doesNotContain("is not used");
	}

	@Test
	void whatTheDelegateAcknowledgesIsDoneWith() {
		Recording delegate = new Recording(Decision.ACKNOWLEDGE);
		start(this.broker.application(ListenerBroker.settings().failures(failures("dead", List.of(), 1)))
			.bean("handler", DefaultListenerErrorHandler.builder().delegate(delegate).build())
			.bean("numbers", new Numbers()));
		this.broker.publish("numbers", "seven");
		this.broker.awaitConsumed("numbers", 1);
		assertThat(this.broker.producer().consume(ConsumeRequest.of("dead", "GID_reader"))).isEmpty();
	}

	@Test
	void aDelegateThatFailsDoesNotKeepMessagesFromTheDeadLetterTopic(CapturedOutput output) {
		start(this.broker.application(ListenerBroker.settings().failures(failures("dead", List.of(), 1)))
			.bean("handler", DefaultListenerErrorHandler.builder().delegate((failed) -> {
				throw new IllegalStateException("defect");
			}).build())
			.bean("numbers", new Numbers()));
		this.broker.publish("numbers", "seven");
		this.broker.awaitConsumed("numbers", 1);
		assertThat(letter("dead").body()).isEqualTo("seven");
		assertThat(output).contains("defect");
	}

	@Test
	void afterItsMostDeliveriesAMessageGoesToTheDeadLetterTopic() {
		start(this.broker.application(ListenerBroker.settings().failures(failures("dead", List.of(), 1)))
			.bean("handler", DefaultListenerErrorHandler.builder().maxDeliveries(2).build())
			.bean("throwing", new Throwing()));
		this.broker.publish("throwing", "state");
		await().until(() -> counts("throwing").failed() == 1);
		assertThat(this.broker.group("throwing").invisible()).isEqualTo(1);
		this.broker.advance(Duration.ofMinutes(5));
		this.broker.awaitConsumed("throwing", 1);
		assertThat(letter("dead").userProperties()).containsEntry(DeadLetterHeaders.CONSUMED_TIMES, "2");
	}

	@Test
	void anErrorHandlerMayKnowExceptionsThatNoOtherDeliveryHelps() {
		start(this.broker.application(ListenerBroker.settings().failures(failures("dead", List.of(), 1)))
			.bean("handler", DefaultListenerErrorHandler.builder().notRetryable(IllegalArgumentException.class).build())
			.bean("throwing", new Throwing()));
		this.broker.publish("throwing", "number");
		this.broker.awaitConsumed("throwing", 1);
		assertThat(letter("dead").body()).isEqualTo("number");
	}

	@Test
	void mostDeliveriesWithoutADeadLetterTopicAreRefused() {
		ListenerApplication prepared = this.broker.application()
			.bean("handler", DefaultListenerErrorHandler.builder().maxDeliveries(2).build())
			.bean("throwing", new Throwing());
		this.application = Optional.of(prepared);
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(prepared::start)
			.withMessageContaining("maxDeliveries")
			.withMessageContaining("rocketmq-http.listener.dead-letter-topic");
	}

	private void start(FailureSettings failures, String name, Object listener) {
		start(this.broker.application(ListenerBroker.settings().failures(failures)).bean(name, listener));
	}

	private void start(ListenerApplication prepared) {
		this.application = Optional.of(prepared);
		prepared.start();
	}

	private DeliveryCounts counts(String name) {
		return this.application.orElseThrow().container(name + ".receive").getCounts();
	}

	private ReceivedMessage letter(String topic) {
		return this.broker.producer()
			.consume(ConsumeRequest.of(topic, "GID_reader").withWaitTime(Duration.ofSeconds(30)))
			.get(0);
	}

	private static FailureSettings failures(@Nullable String deadLetterTopic,
			List<Class<? extends Throwable>> notRetryable, int attempts) {
		return new FailureSettings(deadLetterTopic, notRetryable,
				new RetrySettings(attempts, Duration.ofMillis(1), 1, Duration.ofMillis(1)));
	}

	static class Numbers {

		@RocketMqHttpListener(topic = "numbers")
		void receive(Integer number) {
		}

	}

	static class Throwing {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "throwing")
		void receive(String body) {
			this.calls.add(body);
			switch (body) {
				case "number" -> throw new NumberFormatException("no number");
				case "state" -> throw new IllegalStateException("not now");
				case "twice" -> {
					if (this.calls.size() < 3) {
						throw new IllegalStateException("not yet");
					}
				}
				default -> {
				}
			}
		}

	}

	static class Disguised {

		@RocketMqHttpListener(topic = "disguised")
		@SuppressWarnings("FutureReturnValueIgnored") // that is what it is about
		Object receive(String body) {
			return new CompletableFuture<>();
		}

	}

	static class Choosing {

		@RocketMqHttpListener(topic = "chosen", errorHandler = "#{'na' + 'med'}")
		void receive(String body) {
			throw new IllegalStateException("always");
		}

	}

	static class Recording implements ListenerErrorHandler {

		final Queue<FailedDelivery> failed = new ConcurrentLinkedQueue<>();

		private final Decision decision;

		Recording(Decision decision) {
			this.decision = decision;
		}

		@Override
		public Decision handle(FailedDelivery failed) {
			this.failed.add(failed);
			return this.decision;
		}

	}

}
