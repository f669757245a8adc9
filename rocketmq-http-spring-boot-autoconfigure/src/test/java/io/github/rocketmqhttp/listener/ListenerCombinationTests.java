package io.github.rocketmqhttp.listener;

import java.util.List;

import io.github.rocketmqhttp.core.RetrySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Listeners that work alone and not beside each other.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ListenerCombinationTests {

	@Test
	void theSameTagsInAnotherOrderAreTheSameFilter() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("one", new CreatedOrPaid()).bean("two", new PaidOrCreated()).start();
			assertThat(application.registry().getContainers()).hasSize(2);
		}
	}

	@Test
	void everythingIsTheSameFilterAsNone() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("one", new Everything()).bean("two", new Unfiltered()).start();
			assertThat(application.registry().getContainers()).hasSize(2);
		}
	}

	@Test
	void otherTagsAreAnotherFilter() {
		refused("with another tag or order", new CreatedOrPaid(), new Created());
	}

	@Test
	void listenersThatShareTheMessagesOfAGroupAreReported(CapturedOutput output) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("one", new CreatedOrPaid()).bean("two", new PaidOrCreated()).start();
			assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
				.asString()
				.contains("one.receive", "two.receive", "orders", "GID_default", "each message goes to one of them");
		}
	}

	@Test
	void listenersOfDifferentGroupsAreNotReported(CapturedOutput output) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.bean("one", new CreatedOrPaid()).bean("two", new OtherGroup()).start();
			assertThat(output).doesNotContain("WARN");
		}
	}

	@Test
	void aListenerWhoseDeadLettersGoToItsOwnTopicIsRefused() {
		refused("[letters, letters]", new OwnLetters());
	}

	@Test
	void listenersWhoseDeadLettersGoInACircleAreRefused() {
		refused("[third, first, second, third]", new First(), new Second(), new Third());
	}

	@Test
	void anErrorHandlerOfTheApplicationMayNotGoInACircleEither() {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application
				.bean("handler", new DefaultListenerErrorHandler(application.laterClient(), failures("default-topic")))
				.bean("bare", new Unnamed());
			assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(application::start)
				.withMessageContaining("[default-topic, default-topic]");
		}
	}

	@Test
	void aListenerOnTheDeadLetterTopicOfAllHasNoneItselfAndThatIsSaid(CapturedOutput output) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.settings(withDeadLetters("orders")).bean("one", new CreatedOrPaid()).start();
			assertThat(application.container("one.receive").getDeadLetterTopic()).isNull();
			assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
				.asString()
				.contains("one.receive", "orders", "dead-letter-topic=");
		}
	}

	@Test
	void aListenerOnTheDeadLetterTopicThatSaysSoIsNotReported(CapturedOutput output) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			application.settings(withDeadLetters("orders")).bean("one", new WithoutLetters()).start();
			assertThat(output).doesNotContain("WARN");
		}
	}

	private static void refused(String reason, Object... beans) {
		try (ListenerApplication application = ListenerApplication.stopped()) {
			for (int i = 0; i < beans.length; i++) {
				application.bean("bean" + i, beans[i]);
			}
			assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(application::start)
				.withMessageContaining(reason);
		}
	}

	private static ListenerSettings withDeadLetters(String topic) {
		return ListenerSettings.builder()
			.defaults("default-topic", "GID_default")
			.autoStartup(false)
			.failures(failures(topic))
			.build();
	}

	private static FailureSettings failures(@Nullable String deadLetterTopic) {
		return new FailureSettings(deadLetterTopic, List.of(), RetrySettings.DEFAULTS);
	}

	static class CreatedOrPaid {

		@RocketMqHttpListener(topic = "orders", tag = "created || paid")
		void receive(String body) {
		}

	}

	static class PaidOrCreated {

		@RocketMqHttpListener(topic = "orders", tag = "paid||created")
		void receive(String body) {
		}

	}

	static class Created {

		@RocketMqHttpListener(topic = "orders", tag = "created")
		void receive(String body) {
		}

	}

	static class OtherGroup {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_other")
		void receive(String body) {
		}

	}

	static class Everything {

		@RocketMqHttpListener(topic = "orders", tag = "*")
		void receive(String body) {
		}

	}

	static class Unfiltered {

		@RocketMqHttpListener(topic = "orders")
		void receive(String body) {
		}

	}

	static class Unnamed {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	static class OwnLetters {

		@RocketMqHttpListener(topic = "letters", properties = "dead-letter-topic=letters")
		void receive(String body) {
		}

	}

	static class WithoutLetters {

		@RocketMqHttpListener(topic = "orders", properties = "dead-letter-topic=")
		void receive(String body) {
		}

	}

	static class First {

		@RocketMqHttpListener(topic = "first", properties = "dead-letter-topic=second")
		void receive(String body) {
		}

	}

	static class Second {

		@RocketMqHttpListener(topic = "second", properties = "dead-letter-topic=third")
		void receive(String body) {
		}

	}

	static class Third {

		@RocketMqHttpListener(topic = "third", properties = "dead-letter-topic=first")
		void receive(String body) {
		}

	}

}
