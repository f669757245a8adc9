package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class FaultProxyTests {

	private static final FaultPlan<HttpFault> CALM = ProxiedBroker.always(HttpFault.NONE, 1);

	/** Every fault, seven of ten requests. */
	private static final FaultPlan<HttpFault> STORM = FaultPlan.parse(HttpFault.class,
			"seed=2026 DROP_BEFORE_SEND=100 DROP_AFTER_SEND=100 DELAY=100 SERVER_ERROR_BEFORE_SEND=100"
					+ " SERVER_ERROR_AFTER_SEND=100 TRUNCATED_ANSWER=100 BLACK_HOLE_BEFORE_SEND=50"
					+ " BLACK_HOLE_AFTER_SEND=50");

	@Test
	void everyOperationPassesAndIsCounted() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			setup.client.publish(ProxiedBroker.PLAIN_TOPIC,
					OutboundMessage.of("<Properties>__TransCheckT:10|</Properties>").build());
			List<ReceivedMessage> received = setup.client
				.consume(ConsumeRequest.of(ProxiedBroker.PLAIN_TOPIC, "GID_readers"));
			setup.client.acknowledge(ProxiedBroker.PLAIN_TOPIC, "GID_readers",
					List.of(received.get(0).receiptHandle()));
			setup.client.commit(ProxiedBroker.TOPIC, ProxiedBroker.GROUP, setup.handleOf("committed"));
			setup.client.rollback(ProxiedBroker.TOPIC, ProxiedBroker.GROUP, setup.handleOf("rolled back"));
			setup.client.consumeHalf(ConsumeRequest.of(ProxiedBroker.TOPIC, ProxiedBroker.GROUP));
			Map<HttpOperation, Map<HttpFault, Long>> counts = setup.proxy.counts().counts();
			for (HttpOperation operation : HttpOperation.values()) {
				long expected = switch (operation) {
					case HALF_PUBLISH -> 2;
					case OTHER -> 0;
					default -> 1;
				};
				assertThat(counts.get(operation)).as(operation.name())
					.isEqualTo((expected > 0) ? Map.of(HttpFault.NONE, expected) : Map.of());
			}
			assertThat(setup.broker.topic(ProxiedBroker.TOPIC).committed()).hasSize(1);
			assertThat(setup.broker.topic(ProxiedBroker.TOPIC).rolledBack()).hasSize(1);
		}
	}

	@Test
	void aLongPollIsAnsweredByTheMessageItWaitsFor() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			CompletableFuture<List<ReceivedMessage>> poll = setup.client.consumeAsync(longPoll());
			awaitWaitingPolls(setup, 1);
			setup.client.publish(ProxiedBroker.PLAIN_TOPIC, OutboundMessage.of("body").build());
			await().untilAsserted(() -> assertThat(poll).isCompletedWithValueMatching((found) -> found.size() == 1));
		}
	}

	@Test
	void aPollEndsInTheBrokerWhenItsClientGoes() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			CompletableFuture<List<ReceivedMessage>> poll = setup.client.consumeAsync(longPoll());
			awaitWaitingPolls(setup, 1);
			poll.cancel(true);
			awaitWaitingPolls(setup, 0);
		}
	}

	@Test
	void aLargeMessagePassesBothWays() throws IOException {
		String body = "0123456789".repeat(300_000);
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			setup.client.publish(ProxiedBroker.PLAIN_TOPIC, OutboundMessage.of(body).build());
			assertThat(setup.client.consume(ConsumeRequest.of(ProxiedBroker.PLAIN_TOPIC, "GID_readers")))
				.singleElement()
				.returns(true, (message) -> message.body().equals(body));
		}
	}

	@Test
	void aClientThatAsksForLeaveGetsIt() throws IOException, InterruptedException {
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(setup.proxy.endpoint() + "/topics/plain/messages"))
				.expectContinue(true)
				.header("x-mq-version", "2015-06-06")
				.header("Authorization", "MQ any:any")
				.timeout(Duration.ofSeconds(10))
				.POST(HttpRequest.BodyPublishers.ofString("<Message><MessageBody>body</MessageBody></Message>"))
				.build();
			HttpResponse<String> response = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.build()
				.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(201);
			assertThat(setup.proxy.counts().of(HttpOperation.PUBLISH, HttpFault.NONE)).isOne();
		}
	}

	@Test
	void theSameSeedGivesTheSameRunAgain() throws IOException {
		assertThat(outcomes(STORM)).isEqualTo(outcomes(STORM)).contains("stored").hasSize(80);
		assertThat(outcomes(STORM)).isNotEqualTo(outcomes(STORM.withSeed(1)));
	}

	private static List<String> outcomes(FaultPlan<HttpFault> plan) throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(plan)) {
			return IntStream.range(0, 80).mapToObj((number) -> outcome(setup, "body " + number)).toList();
		}
	}

	private static String outcome(ProxiedBroker setup, String body) {
		try {
			setup.publishHalf(body);
			return "stored";
		}
		catch (RocketMqHttpException ex) {
			return ex.getClass().getSimpleName() + " " + ex.getHttpStatus();
		}
	}

	@Test
	void underLoadTheBrokerHoldsExactlyWhatReachedIt() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(STORM)) {
			CompletableFuture
				.allOf(IntStream.range(0, 4)
					.mapToObj((thread) -> CompletableFuture.runAsync(
							() -> IntStream.range(0, 100).forEach((number) -> outcome(setup, thread + " " + number))))
					.toArray(CompletableFuture[]::new))
				.join();
			FaultCounts<HttpOperation, HttpFault> counts = setup.proxy.counts();
			assertThat(Arrays.stream(HttpFault.values()).mapToLong(counts::of).sum()).isEqualTo(400);
			long reached = Arrays.stream(HttpFault.values())
				.filter(HttpFault::reachesBroker)
				.mapToLong(counts::of)
				.sum();
			await().untilAsserted(() -> assertThat(setup.half()).hasSize((int) reached));
			assertThat(Arrays.stream(HttpFault.values()).mapToLong(counts::of)).allMatch((count) -> count > 0);
		}
	}

	@Test
	void inTheCalmEverythingPassesUntilTheStormGoesOn() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(HttpFault.DROP_BEFORE_SEND, 1))) {
			setup.proxy.calm();
			setup.publishHalf("body");
			setup.proxy.resume();
			assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> setup.publishHalf("body"));
		}
	}

	@Test
	void aBrokerThatIsGoneLooksLikeACutConnection() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(CALM)) {
			setup.publishHalf("body");
			setup.broker.close();
			assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> setup.publishHalf("body"));
		}
	}

	@Test
	void nothingIsLeftAfterClose() throws IOException {
		int port;
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(HttpFault.BLACK_HOLE_AFTER_SEND, 1))) {
			port = URI.create(setup.proxy.endpoint()).getPort();
			assertThat(threads(port)).isOne();
			CompletableFuture<?> held = setup.client.publishHalfAsync(ProxiedBroker.TOPIC,
					OutboundMessage.of("body").immunityTime(Duration.ofSeconds(10)).build());
			await().untilAsserted(() -> assertThat(setup.half()).hasSize(1));
			setup.proxy.close();
			await().untilAsserted(() -> assertThat(held).isCompletedExceptionally());
			assertThat(threads(port)).isZero();
			setup.proxy.close();
		}
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	private static long threads(int port) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("fault-proxy-" + port))
			.count();
	}

	private static ConsumeRequest longPoll() {
		return ConsumeRequest.of(ProxiedBroker.PLAIN_TOPIC, "GID_readers").withWaitTime(Duration.ofSeconds(30));
	}

	private static void awaitWaitingPolls(ProxiedBroker setup, int count) {
		await().untilAsserted(() -> assertThat(setup.broker.topic(ProxiedBroker.PLAIN_TOPIC)
			.consumerGroup("GID_readers")
			.map((group) -> group.waitingPolls())).hasValue(count));
	}

}
