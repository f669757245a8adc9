package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import io.github.rocketmqhttp.polling.PollingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerRegistryTests {

	@Test
	void oneListenerIsPausedResumedStoppedAndStartedById() {
		try (ListenerBroker broker = new ListenerBroker();
				ListenerApplication application = broker.application().bean("two", new Two()).start()) {
			RocketMqHttpListenerContainerRegistry registry = application.registry();
			registry.pause("one");
			assertThat(application.container("one").getState()).isEqualTo(PollingState.PAUSED);
			await().until(() -> broker.group("one").waitingPolls() == 0);
			broker.publish("one", "a");
			broker.publish("two", "b");
			broker.awaitConsumed("two", 1);
			assertThat(broker.group("one").consumed()).isZero();
			registry.resume("one");
			assertThat(application.container("one").getState()).isEqualTo(PollingState.RUNNING);
			broker.awaitConsumed("one", 1);
			assertThat(registry.stop("one")).isTrue();
			assertThat(application.container("one").getState()).isEqualTo(PollingState.STOPPED);
			assertThat(application.container("two").getState()).isEqualTo(PollingState.RUNNING);
			await().until(() -> broker.group("one").waitingPolls() == 0);
			broker.publish("one", "c");
			registry.start("one");
			broker.awaitConsumed("one", 2);
		}
	}

	@Test
	void anUnknownIdIsRefusedWithTheKnownOnes() {
		try (ListenerApplication application = ListenerApplication.stopped().bean("two", new Two()).start()) {
			assertThatIllegalArgumentException().isThrownBy(() -> application.registry().pause("three"))
				.withMessageContaining("'three'")
				.withMessageContaining("[one, two]");
		}
	}

	@Test
	void aListenerThatDoesNotStartByItselfWaitsToBeStarted() {
		try (ListenerBroker broker = new ListenerBroker();
				ListenerApplication application = broker.application().bean("late", new Late()).start()) {
			assertThat(application.registry().isRunning()).isTrue();
			assertThat(application.container("late.receive").getState()).isEqualTo(PollingState.STOPPED);
			broker.publish("late", "a");
			application.registry().start("late.receive");
			broker.awaitConsumed("late", 1);
		}
	}

	@Test
	void aBrokerThatIsAwayMakesTheListenerBackOff() {
		try (ListenerApplication application = new ListenerApplication("http://127.0.0.1:9")
			.settings(ListenerBroker.settings().build())
			.bean("two", new Two())
			.start()) {
			await().until(() -> application.container("one").getState() == PollingState.BACKING_OFF);
		}
	}

	@Test
	void aMissingTopicStopsTheListenerWhereItIsToFail(CapturedOutput output) {
		try (ListenerBroker broker = new ListenerBroker((builder) -> builder.topic("two", TopicType.NORMAL));
				ListenerApplication application = broker
					.application(ListenerBroker.settings().missingTopicPolicy(MissingTopicPolicy.FAIL))
					.bean("two", new Two())
					.start()) {
			await().until(() -> application.container("one").getState() == PollingState.STOPPED);
			broker.publish("two", "a");
			broker.awaitConsumed("two", 1);
			assertThat(output).contains("create the topic and the consumer group");
		}
	}

	@Test
	void aMethodMayStopItsOwnListener() {
		Stopping listener = new Stopping();
		try (ListenerBroker broker = new ListenerBroker();
				ListenerApplication application = broker.application().bean("stopping", listener).start()) {
			listener.whenCalled = () -> assertThat(application.registry().stop("stopping.receive")).isFalse();
			broker.publish("stopping", "a");
			broker.awaitConsumed("stopping", 1);
			await().until(() -> application.container("stopping.receive").getState() == PollingState.STOPPED);
		}
	}

	static class Two {

		@RocketMqHttpListener(id = "one", topic = "one")
		@RocketMqHttpListener(id = "two", topic = "two")
		void receive(String body) {
		}

	}

	static class Late {

		@RocketMqHttpListener(topic = "late", autoStartup = "false")
		void receive(String body) {
		}

	}

	static class Stopping {

		volatile Runnable whenCalled = () -> {
		};

		@RocketMqHttpListener(topic = "stopping")
		void receive(String body) {
			this.whenCalled.run();
		}

	}

}
