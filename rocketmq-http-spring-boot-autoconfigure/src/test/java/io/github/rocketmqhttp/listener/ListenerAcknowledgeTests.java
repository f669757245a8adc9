package io.github.rocketmqhttp.listener;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerAcknowledgeTests {

	private final ListenerBroker broker = new ListenerBroker();

	private final ListenerApplication application = this.broker.application();

	@AfterEach
	void stop() {
		this.application.close();
		this.broker.close();
	}

	@Test
	void automaticallyEachMessageIsARequestOfItsOwn() {
		this.application.bean("auto", new Automatic()).start();
		this.broker.publishAsOneBatch(this.application, "auto.receive", "auto", bodies(16));
		this.broker.awaitConsumed("auto", 17);
		assertThat(this.broker.acknowledgements).hasSize(17).containsOnly(1);
	}

	@Test
	void gatheredSixteenMessagesAreOneRequest() {
		this.application.bean("batch", new Gathering()).start();
		this.broker.publishAsOneBatch(this.application, "batch.receive", "batch", bodies(16));
		this.broker.awaitConsumed("batch", 17);
		assertThat(this.broker.acknowledgements.stream().mapToInt(Integer::intValue).sum()).isEqualTo(17);
		assertThat(this.broker.acknowledgements).hasSizeLessThan(6).anyMatch((handles) -> handles > 4);
	}

	@Test
	void aGatheredAcknowledgementDoesNotWaitForASlowNeighbour() {
		Gathering listener = new Gathering();
		this.application.bean("batch", listener).start();
		this.broker.publishAsOneBatch(this.application, "batch.receive", "batch", "a", "stop", "b");
		await().until(() -> listener.entered.contains("stop"));
		this.broker.awaitConsumed("batch", 2);
		assertThat(listener.gate.hasQueuedThreads()).isTrue();
		listener.gate.release();
		this.broker.awaitConsumed("batch", 4);
	}

	@Test
	void aMethodMayAcknowledgeLaterAndFromAnyThreadButOnlyOnce() {
		Manual listener = new Manual();
		this.application.bean("manual", listener).start();
		this.broker.publish("manual", "a", "b");
		await().until(() -> listener.handles.size() == 2);
		assertThat(this.broker.group("manual").consumed()).isZero();
		assertThat(this.broker.acknowledgements).isEmpty();
		Acknowledgement first = listener.handles.remove();
		CompletableFuture.runAsync(first::acknowledge).join();
		this.broker.awaitConsumed("manual", 1);
		assertThat(first.acknowledgeAsync()).succeedsWithin(Duration.ofMinutes(1));
		assertThat(first.acknowledgeAsync().cancel(true)).isFalse();
		assertThat(this.broker.acknowledgements).containsExactly(1);
		assertThat(this.broker.group("manual").invisible()).isEqualTo(1);
	}

	@Test
	void nothingIsAcknowledgedWhereNothingIsAskedFor() {
		OnLooker listener = new OnLooker();
		this.application.bean("none", listener).start();
		this.broker.publish("none", "a", "b");
		await().until(() -> listener.seen.size() == 2 && this.broker.group("none").waitingPolls() == 1);
		assertThat(this.application.container("none.receive").getCounts().handled()).isEqualTo(2);
		assertThat(this.broker.group("none").invisible()).isEqualTo(2);
		assertThat(this.broker.acknowledgements).isEmpty();
	}

	@Test
	void aRefusedHandleDoesNotConcernItsNeighbours(CapturedOutput output) {
		this.application.bean("partial", new Partial()).start();
		this.broker.publishAsOneBatch(this.application, "partial.receive", "partial", bodies(8));
		this.broker.awaitConsumed("partial", 9);
		await().until(() -> this.application.container("partial.receive").getCounts().outlived() > 0);
		assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	void aHandleThatTheServiceDoesNotKnowIsReportedAndDoesNotConcernItsNeighbours(CapturedOutput output) {
		this.application.client(ListenerAcknowledgeTests::garblingTheFirstOfSeveral).bean("lists", new Lists()).start();
		this.broker.publishAsOneBatch(this.application, "lists.receive", "lists", bodies(8));
		await().until(() -> output.toString().contains("was refused; it will be delivered again: ReceiptHandleError"));
		await().until(() -> this.broker.group("lists").invisible() > 0 && this.broker.group("lists").pending() == 0);
		assertThat(this.broker.group("lists").consumed() + this.broker.group("lists").invisible()).isEqualTo(9);
		assertThat(output.toString().lines().filter((line) -> line.contains("was refused")))
			.hasSize(this.broker.group("lists").invisible());
	}

	@Test
	void aMethodMayAcknowledgeAfterItsListenerHasStopped() {
		Manual listener = new Manual();
		this.application.bean("manual", listener).start();
		this.broker.publish("manual", "a");
		await().until(() -> listener.handles.size() == 1);
		assertThat(this.application.registry().stop("manual.receive")).isTrue();
		assertThat(listener.handles.remove().acknowledgeAsync()).succeedsWithin(Duration.ofMinutes(1));
		assertThat(this.broker.group("manual").consumed()).isEqualTo(1);
	}

	@Test
	void aCallThatOutlivesTheInvisibleTimeIsCountedOnce() {
		Gathering listener = new Gathering();
		this.application.bean("batch", listener).start();
		this.broker.publish("batch", "stop");
		await().until(() -> listener.entered.contains("stop"));
		this.broker.advance(Duration.ofMinutes(5));
		listener.gate.release(2);
		this.broker.awaitConsumed("batch", 1);
		await().until(() -> this.application.container("batch.receive")
			.getCounts()
			.equals(new DeliveryCounts(2, 0, 1, 0, 0)));
	}

	private static RocketMqHttpClient garblingTheFirstOfSeveral(RocketMqHttpClient client) {
		return (RocketMqHttpClient) Proxy.newProxyInstance(ListenerAcknowledgeTests.class.getClassLoader(),
				new Class<?>[] { RocketMqHttpClient.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("acknowledgeAsync") && ((List<?>) arguments[2]).size() > 1) {
						List<Object> handles = new ArrayList<>((List<?>) arguments[2]);
						handles.set(0, "no handle of yours");
						arguments[2] = handles;
					}
					return method.invoke(client, arguments);
				});
	}

	private static String[] bodies(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m-" + i).toArray(String[]::new);
	}

	static class Automatic {

		@RocketMqHttpListener(topic = "auto")
		void receive(String body) {
		}

	}

	static class Gathering {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(0);

		@RocketMqHttpListener(topic = "batch", ackMode = AckMode.BATCH)
		void receive(String body) throws InterruptedException {
			this.entered.add(body);
			if (body.equals("stop")) {
				this.gate.acquire();
			}
		}

	}

	static class Lists {

		@RocketMqHttpListener(topic = "lists")
		void receive(List<String> bodies) {
			assertThat(bodies).isNotEmpty();
		}

	}

	static class Manual {

		final Queue<Acknowledgement> handles = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "manual", ackMode = AckMode.MANUAL)
		void receive(String body, Acknowledgement acknowledgement) {
			this.handles.add(acknowledgement);
		}

	}

	static class OnLooker {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "none", ackMode = AckMode.NONE)
		void receive(String body) {
			this.seen.add(body);
		}

	}

	/**
	 * Has used the first handle of each list before the listener does.
	 */
	class Partial {

		@RocketMqHttpListener(topic = "partial")
		void receive(List<ReceivedMessage> messages) {
			ListenerAcknowledgeTests.this.broker.producer()
				.acknowledge("partial", ListenerBroker.GROUP, List.of(messages.get(0).receiptHandle()));
		}

	}

}
