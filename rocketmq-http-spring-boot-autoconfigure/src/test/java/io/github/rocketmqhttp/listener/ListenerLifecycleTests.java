package io.github.rocketmqhttp.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerLifecycleTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private RocketMqHttpBroker broker;

	@BeforeEach
	void start() {
		this.broker = RocketMqHttpBroker.builder().start();
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void stoppingFinishesTheMessageInHandAndLosesNoAcknowledgement() {
		GatedListener listener = new GatedListener();
		ListenerApplication application = application(settings(LONG, true)).bean("gated", listener);
		publish("gated", "a", "b", "c", "d");
		application.start();
		listener.awaitEntered("a");
		listener.gate.release();
		listener.awaitEntered("b");
		CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
		await().until(() -> !application.registry().isRunning() && !application.container("gated.receive").isRunning());
		assertThat(closing).isNotDone();
		listener.gate.release(10);
		assertThat(closing).succeedsWithin(LONG);
		assertThat(listener.finished).containsExactly("a", "b");
		assertThat(group("gated").consumed()).isEqualTo(2);
		assertThat(group("gated").invisible() + group("gated").pending()).isEqualTo(2);
		this.broker.advance(Duration.ofMinutes(5));
		try (ListenerApplication second = application(settings(LONG, true)).bean("gated", listener).start()) {
			await().until(() -> group("gated").consumed() == 4);
			assertThat(second.container("gated.receive").isRunning()).isTrue();
		}
		assertThat(listener.finished).containsExactlyInAnyOrder("a", "b", "c", "d");
	}

	@Test
	void aMethodThatOutlivesTheShutdownTimeoutIsInterruptedAndItsMessageComesBack(CapturedOutput output) {
		GatedListener listener = new GatedListener();
		ListenerApplication application = application(settings(Duration.ofMillis(50), true)).bean("gated", listener);
		publish("gated", "a");
		application.start();
		listener.awaitEntered("a");
		application.close();
		await().until(() -> output.toString().contains("rocketmq-http-listener-gated.receive stopped"));
		assertThat(output).contains("did not end within");
		assertThat(listener.finished).isEmpty();
		assertThat(group("gated").consumed()).isZero();
		assertThat(group("gated").invisible()).isEqualTo(1);
	}

	@Test
	void anAcknowledgementThatComesTooLateIsNoError(CapturedOutput output) {
		GatedListener listener = new GatedListener();
		publish("gated", "a");
		try (ListenerApplication application = application(settings(LONG, true)).bean("gated", listener).start()) {
			listener.awaitEntered("a");
			this.broker.advance(Duration.ofMinutes(5));
			listener.gate.release(2);
			await().until(() -> group("gated").consumed() == 1);
			assertThat(listener.finished).containsExactly("a", "a");
			assertThat(application.registry().isRunning()).isTrue();
		}
		assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	void aMessageThatWaitedBeyondItsInvisibleTimeIsNotHandled() {
		AtomicLong seconds = new AtomicLong();
		GatedListener listener = new GatedListener();
		publish("gated", "first");
		try (ListenerApplication application = application(settings(LONG, true))
			.clock(() -> Instant.ofEpochSecond(seconds.get()))
			.bean("gated", listener)
			.start()) {
			// A quick call, so that the next poll asks for more than one message.
			listener.gate.release();
			await().until(() -> group("gated").waitingPolls() == 1 && group("gated").consumed() == 1);
			application.registry().pause("gated.receive");
			await().until(() -> group("gated").waitingPolls() == 0);
			publish("gated", "a", "b");
			application.registry().resume("gated.receive");
			listener.awaitEntered("a");
			seconds.addAndGet(301);
			listener.gate.release(10);
			await().until(() -> group("gated").waitingPolls() == 1);
			assertThat(listener.entered).containsExactly("first", "a");
			assertThat(group("gated").invisible()).isEqualTo(1);
			assertThat(application.container("gated.receive").getCounts()).isEqualTo(new DeliveryCounts(2, 0, 1, 1, 0));
			this.broker.advance(Duration.ofMinutes(5));
			await().until(() -> group("gated").consumed() == 3);
			assertThat(application.registry().isRunning()).isTrue();
		}
		assertThat(listener.entered).containsExactly("first", "a", "b");
	}

	@Test
	void aBrokerThatIsAwayNeitherStopsTheStartNorFloodsTheLog(CapturedOutput output) throws IOException {
		int port = freePort();
		GatedListener listener = new GatedListener();
		listener.gate.release(10);
		try (ListenerApplication application = new ListenerApplication("http://127.0.0.1:" + port)
			.settings(settings(LONG, true))
			.bean("gated", listener)
			.start()) {
			await().until(() -> lines(output, "fails and keeps trying").size() == 1);
			try (RocketMqHttpBroker late = RocketMqHttpBroker.builder().port(port).start()) {
				await().until(() -> late.topic("gated").consumerGroup("GID_gated").isPresent());
				publishTo(late, "gated", "a");
				await().until(() -> listener.finished.contains("a"));
			}
			assertThat(application.registry().isRunning()).isTrue();
		}
		assertThat(lines(output, "works again")).hasSize(1);
	}

	@Test
	void aBrokerThatRestartsOnItsPortIsFoundAgain(CapturedOutput output) {
		int port = this.broker.port();
		GatedListener listener = new GatedListener();
		listener.gate.release(10);
		try (ListenerApplication application = application(settings(LONG, true)).bean("gated", listener).start()) {
			publish("gated", "before");
			await().until(() -> group("gated").consumed() == 1);
			this.broker.close();
			await().until(() -> lines(output, "fails and keeps trying").size() == 1);
			this.broker = RocketMqHttpBroker.builder().port(port).start();
			publish("gated", "after");
			await().until(() -> group("gated").consumed() == 1);
			assertThat(application.registry().isRunning()).isTrue();
		}
		assertThat(listener.finished).containsExactly("before", "after");
		assertThat(lines(output, "WARN")).hasSize(1);
		assertThat(lines(output, "works again")).hasSize(1);
	}

	@Test
	void withoutAutomaticStartListenersWaitForTheRegistryAndMayRestart() {
		GatedListener listener = new GatedListener();
		listener.gate.release(10);
		publish("gated", "a");
		try (ListenerApplication application = application(settings(LONG, false)).bean("gated", listener).start()) {
			assertThat(application.registry().isRunning()).isFalse();
			application.registry().start();
			await().until(() -> group("gated").consumed() == 1);
			application.registry().stop();
			assertThat(application.container("gated.receive").isRunning()).isFalse();
			// Until the broker sees the connection end, it would hand the message to the
			// aborted poll.
			await().until(() -> group("gated").waitingPolls() == 0);
			publish("gated", "b");
			application.registry().start();
			await().until(() -> group("gated").consumed() == 2);
		}
		assertThat(listener.finished).containsExactly("a", "b");
	}

	@Test
	void listenersStartAfterAndStopBeforeEverythingElse() {
		assertThat(new RocketMqHttpListenerContainerRegistry(settings(LONG, true)).getPhase())
			.isGreaterThan(Integer.MAX_VALUE - 1024);
	}

	private ListenerApplication application(ListenerSettings settings) {
		return new ListenerApplication(this.broker.endpoint()).settings(settings);
	}

	private static ListenerSettings settings(Duration shutdownTimeout, boolean autoStartup) {
		return ListenerSettings.builder()
			.defaults(null, "GID_gated")
			.shutdownTimeout(shutdownTimeout)
			.autoStartup(autoStartup)
			.build();
	}

	private ConsumerGroupView group(String topic) {
		return this.broker.topic(topic)
			.consumerGroup("GID_gated")
			.orElseGet(() -> new ConsumerGroupView("GID_gated", 0, 0, 0, 0));
	}

	private void publish(String topic, String... bodies) {
		publishTo(this.broker, topic, bodies);
	}

	private static void publishTo(RocketMqHttpBroker broker, String topic, String... bodies) {
		try (RocketMqHttpClient producer = RocketMqHttpClient.builder()
			.endpoint(broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build()) {
			for (String body : bodies) {
				assertThat(producer.publish(topic, OutboundMessage.of(body).build()).messageId()).isNotEmpty();
			}
		}
	}

	/**
	 * Patient, because builds run on machines that stall for seconds.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(LONG);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).toList();
	}

	/**
	 * Lets a message through for each permit.
	 */
	static class GatedListener {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		final Queue<String> finished = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(0);

		@RocketMqHttpListener(topic = "gated")
		void receive(String body) throws InterruptedException {
			this.entered.add(body);
			this.gate.acquire();
			this.finished.add(body);
		}

		void awaitEntered(String body) {
			await().until(() -> this.entered.contains(body));
		}

	}

}
