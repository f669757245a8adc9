package io.github.rocketmqhttp.listener;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.Delivery.Receipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a listener has handled is acknowledged once, in time and not before.
 */
class AcknowledgementsTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final Duration SOON = Duration.ofSeconds(20);

	private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

	private final InstantSource clock = this.now::get;

	private final List<List<String>> sent = new CopyOnWriteArrayList<>();

	private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

	private final DeliveryCounters counters = new DeliveryCounters();

	private final Acknowledgements acknowledgements = new Acknowledgements(client(),
			ConsumeRequest.of("orders", "GID_billing"), this.counters, this.clock);

	private final GatheredAcknowledgements gathered = new GatheredAcknowledgements(this.acknowledgements, this.clock);

	@Test
	void sixteenGoTogetherAtOnce() {
		this.gathered.add(receipts(0, 15));
		assertThat(this.sent).isEmpty();
		this.gathered.add(receipts(15, 16));
		assertThat(this.sent).containsExactly(handles(0, 16));
		this.gathered.flush();
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void oneThatHasLittleTimeLeftTakesTheOthersAlong() {
		this.gathered.add(List.of(receipt(0, Duration.ofSeconds(5).plusMillis(1))));
		assertThat(this.sent).isEmpty();
		this.gathered.add(List.of(receipt(1, Duration.ofSeconds(5))));
		assertThat(this.sent).containsExactly(handles(0, 2));
	}

	@Test
	void noneWaitsForEver() {
		this.gathered.add(receipts(0, 1));
		await().untilAsserted(() -> assertThat(this.sent).containsExactly(handles(0, 1)));
	}

	@Test
	void aRequestHoldsSixteenAtMost() {
		CompletableFuture<Void> all = this.acknowledgements.acknowledge(receipts(0, 33));
		assertThat(this.sent).containsExactly(handles(0, 16), handles(16, 32), handles(32, 33));
		assertThat(all).succeedsWithin(SOON);
	}

	@Test
	void aCallIsAcknowledgedOnceAndNobodyCancelsThat() {
		this.answer = new CompletableFuture<>();
		CallAcknowledgement call = new CallAcknowledgement(this.acknowledgements, receipts(0, 2));
		assertThat(call.isBegun()).isFalse();
		CompletableFuture<Void> first = call.acknowledgeAsync();
		assertThat(call.isBegun()).isTrue();
		assertThat(first.cancel(true)).isTrue();
		CompletableFuture<Void> second = call.acknowledgeAsync();
		assertThat(second).isNotDone();
		this.answer.complete(null);
		assertThat(second).succeedsWithin(SOON);
		assertThat(this.sent).containsExactly(handles(0, 2));
	}

	@Test
	void aModeSaysWhatIsAcknowledgedWhen() {
		Acknowledging auto = new Acknowledging(AckMode.AUTO, this.acknowledgements, this.clock);
		assertThat(auto.returned(receipts(0, 1), auto.handle(receipts(0, 1)))).isTrue();
		assertThat(this.sent).containsExactly(handles(0, 1));

		Acknowledging batch = new Acknowledging(AckMode.BATCH, this.acknowledgements, this.clock);
		assertThat(batch.returned(receipts(1, 2), batch.handle(receipts(1, 2)))).isTrue();
		assertThat(this.sent).hasSize(1);
		batch.whenIdle();
		assertThat(this.sent).hasSize(2);
		batch.returned(receipts(2, 3), batch.handle(receipts(2, 3)));
		assertThat(batch.flush(SOON)).isTrue();
		assertThat(this.sent).hasSize(3);

		Acknowledging manual = new Acknowledging(AckMode.MANUAL, this.acknowledgements, this.clock);
		CallAcknowledgement handle = manual.handle(receipts(3, 4));
		assertThat(manual.returned(receipts(3, 4), handle)).isFalse();
		assertThat(this.sent).hasSize(3);
		handle.acknowledge();
		assertThat(manual.returned(receipts(3, 4), handle)).isTrue();
		assertThat(this.sent).hasSize(4);

		Acknowledging none = new Acknowledging(AckMode.NONE, this.acknowledgements, this.clock);
		assertThat(none.returned(receipts(4, 5), none.handle(receipts(4, 5)))).isFalse();
		assertThat(none.flush(SOON)).isTrue();
		assertThat(this.sent).hasSize(4);
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored") // It comes when the test answers.
	void stoppingWaitsForWhatIsUnderWayAndSaysIfItIsNotAnswered() {
		this.answer = new CompletableFuture<>();
		this.acknowledgements.acknowledge(receipts(0, 1));
		assertThat(this.acknowledgements.flush(Duration.ofMillis(1))).isFalse();
		Thread.currentThread().interrupt();
		assertThat(this.acknowledgements.flush(SOON)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
		this.answer.complete(null);
		assertThat(this.acknowledgements.flush(SOON)).isTrue();
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored") // It comes when the test answers.
	void whoWaitsForFewerGoesOnWhenOneIsAnswered() {
		this.acknowledgements.awaitFewerThan(1);
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.answer = first;
		this.acknowledgements.acknowledge(receipts(0, 1));
		this.acknowledgements.awaitFewerThan(2);
		Thread.currentThread().interrupt();
		this.acknowledgements.awaitFewerThan(1);
		assertThat(Thread.interrupted()).isTrue();
		CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> this.acknowledgements.awaitFewerThan(1));
		assertThat(waiter).isNotDone();
		first.complete(null);
		assertThat(waiter).succeedsWithin(SOON);
	}

	@Test
	void aRefusalIsNoReasonToWaitAndALateOneIsCountedOnce() {
		this.answer = CompletableFuture.failedFuture(refusal("handle-0", "MessageNotExist"));
		CompletableFuture<Void> refused = this.acknowledgements.acknowledge(receipts(0, 1));
		assertThat(refused).failsWithin(SOON);
		assertThat(this.acknowledgements.flush(SOON)).isTrue();
		assertThat(this.counters.counts().outlived()).isOne();

		this.answer = CompletableFuture.failedFuture(refusal("handle-1", "ReceiptHandleError"));
		assertThat(this.acknowledgements.acknowledge(receipts(1, 2))).failsWithin(SOON);
		assertThat(this.counters.counts().outlived()).isOne();

		this.now.set(NOW.plus(Duration.ofMinutes(5)));
		this.answer = CompletableFuture.failedFuture(refusal("handle-2", "MessageNotExist"));
		assertThat(this.acknowledgements.acknowledge(receipts(2, 3))).failsWithin(SOON);
		assertThat(this.counters.counts().outlived()).isEqualTo(2);
	}

	@Test
	void theInvisibleTimeIsLearnedFromFirstDeliveries() {
		InvisibleTime unordered = new InvisibleTime(false);
		assertThat(unordered.arrived(message(2, Duration.ofSeconds(30)), NOW).receipt().deadline())
			.isEqualTo(NOW.plus(Duration.ofMinutes(5)));
		assertThat(unordered.arrived(message(1, Duration.ZERO), NOW).receipt().deadline())
			.isEqualTo(NOW.plus(Duration.ofMinutes(5)));
		assertThat(unordered.arrived(message(1, Duration.ofSeconds(30)), NOW).receipt().deadline())
			.isEqualTo(NOW.plusSeconds(30));
		assertThat(unordered.arrived(message(2, Duration.ofSeconds(70)), NOW).receipt().deadline())
			.isEqualTo(NOW.plusSeconds(30));
		assertThat(unordered.current()).isEqualTo(Duration.ofSeconds(30));

		InvisibleTime ordered = new InvisibleTime(true);
		assertThat(ordered.arrived(message(1, Duration.ofSeconds(30)), NOW).receipt().deadline())
			.isEqualTo(NOW.plus(Duration.ofMinutes(1)));
	}

	private static ReceivedMessage message(int consumedTimes, Duration invisible) {
		return new ReceivedMessage("id", "handle", "body", null, null, NOW, NOW, NOW.plus(invisible), consumedTimes,
				Map.of());
	}

	private static AcknowledgeException refusal(String handle, String code) {
		return new AcknowledgeException("refused", 404, null,
				List.of(new AcknowledgeException.Failure(handle, code, "refused")));
	}

	private static Receipt receipt(int number, Duration left) {
		return new Receipt("id-" + number, "handle-" + number, NOW.plus(left));
	}

	private static List<Receipt> receipts(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> receipt(i, Duration.ofMinutes(5))).toList();
	}

	private static List<String> handles(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> "handle-" + i).toList();
	}

	private RocketMqHttpClient client() {
		return (RocketMqHttpClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RocketMqHttpClient.class }, (proxy, method, arguments) -> {
					if (!method.getName().equals("acknowledgeAsync")) {
						throw new UnsupportedOperationException(method.getName());
					}
					assertThat(arguments).startsWith("orders", "GID_billing");
					@SuppressWarnings("unchecked")
					List<String> handles = (List<String>) arguments[2];
					this.sent.add(List.copyOf(handles));
					return this.answer;
				});
	}

}
