package io.github.rocketmqhttp.samples.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Drives the packaged application over HTTP.
 */
class OrderServiceIT {

	/** What every build runs ahead of time and on the other line of Spring Boot, too. */
	private static final String SMOKE = "smoke";

	private static final int THREADS = 8;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private static Path sharedDirectory;

	private static OrderServiceProcess shared;

	@BeforeAll
	static void startTheSharedOne() throws IOException {
		shared = OrderServiceProcess.start(sharedDirectory);
	}

	@AfterAll
	static void stopTheSharedOne() {
		if (shared != null) {
			shared.close();
		}
	}

	@Test
	@Tag(SMOKE)
	void everyStoredOrderIsDeliveredAndNoRefusedOneIsSeen() throws Exception {
		List<Callable<Integer>> calls = IntStream.range(0, 500)
			.<Callable<Integer>>mapToObj((i) -> () -> shared.place("o-" + i, amount(i)).statusCode())
			.toList();

		List<Integer> statuses = inParallel(calls);

		assertThat(statuses).isEqualTo(IntStream.range(0, 500).mapToObj((i) -> isValid(i) ? 201 : 422).toList());
		Set<String> valid = IntStream.range(0, 500)
			.filter(OrderServiceIT::isValid)
			.mapToObj((i) -> "o-" + i)
			.collect(Collectors.toSet());
		assertThat(startingWith("o-", shared.orders())).hasSize(400).containsExactlyInAnyOrderElementsOf(valid);
		await().atMost(PATIENCE).until(() -> startingWith("o-", shared.deliveries()).size() >= valid.size());
		await().atMost(PATIENCE).until(() -> shared.transactions() == 0);
		assertThat(startingWith("o-", shared.deliveries())).containsExactlyInAnyOrderElementsOf(valid);
	}

	private static boolean isValid(int i) {
		return i % 5 != 0;
	}

	private static String amount(int i) {
		return isValid(i) ? i + ".50" : (i % 10 == 0) ? "0" : "-1.00";
	}

	@Test
	void anIdIsTakenOnceHoweverManyAskForIt() throws Exception {
		for (int round = 0; round < 10; round++) {
			String id = "twice-" + round;
			List<Integer> statuses = inParallel(IntStream.range(0, THREADS)
				.<Callable<Integer>>mapToObj((i) -> () -> shared.place(id, "1").statusCode())
				.toList());
			assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
		}
		await().atMost(PATIENCE).until(() -> startingWith("twice-", shared.deliveries()).size() >= 10);
		await().atMost(PATIENCE).until(() -> shared.transactions() == 0);
		assertThat(startingWith("twice-", shared.orders())).hasSize(10);
		assertThat(startingWith("twice-", shared.deliveries())).doesNotHaveDuplicates().hasSize(10);
	}

	@Test
	@Tag(SMOKE)
	void whatIsNoOrderIsRefusedAndNamed() {
		assertRefused(shared.post("{\"id\":"), "Send JSON such as");
		assertRefused(shared.post("[]"), "Send JSON such as");
		assertRefused(shared.post(""), "Send JSON such as");
		assertRefused(shared.post("{\"id\":\"bad-1\",\"customer\":\"c-7\",\"amount\":\"many\"}"), "Send JSON such as");
		assertRefused(shared.post("{\"customer\":\"c-7\",\"amount\":1}"), "needs an id");
		assertRefused(shared.post("{\"id\":\"a b\",\"customer\":\"c-7\",\"amount\":1}"), "needs an id");
		assertRefused(shared.post("{\"id\":\"bad-1\",\"amount\":1}"), "needs a customer");
		assertRefused(shared.post("{\"id\":\"bad-1\",\"customer\":\"c-7\"}"), "needs an amount");
		assertRefused(shared.place("bad-1", "0.001"), "needs an amount");
		assertRefused(shared.place("bad-1", "1e999999999"), "needs an amount");
		assertThat(startingWith("bad-", shared.orders())).isEmpty();
	}

	private static void assertRefused(HttpResponse<String> response, String reason) {
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains(reason);
	}

	@Test
	void ordersOutliveTheProcess(@TempDir Path directory) throws Exception {
		try (OrderServiceProcess first = OrderServiceProcess.start(directory)) {
			assertThat(first.place("o-1", "12.50").statusCode()).isEqualTo(201);
			await().atMost(PATIENCE).until(() -> first.deliveries().equals(List.of("o-1")));
			// 128 + 15: ended by SIGTERM.
			assertThat(first.stop()).isEqualTo(143);
		}
		try (OrderServiceProcess second = OrderServiceProcess.start(directory)) {
			assertThat(second.orders()).containsExactly("o-1");
			assertThat(second.deliveries()).containsExactly("o-1");
			assertThat(second.place("o-1", "12.50").statusCode()).isEqualTo(409);
		}
	}

	@Test
	void anotherBrokerTakesTheMessages(@TempDir Path directory) throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				OrderServiceProcess service = OrderServiceProcess.start(directory,
						"--rocketmq-http.broker.enabled=false", "--rocketmq-http.endpoint=" + broker.endpoint())) {
			List<Integer> statuses = inParallel(IntStream.range(0, 50)
				.<Callable<Integer>>mapToObj((i) -> () -> service.place("o-" + i, "1").statusCode())
				.toList());

			assertThat(statuses).containsOnly(201);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(broker).topic("orders").consumed("GID_deliveries", 50));
			assertThat(broker).topic("orders").committed(50);
			assertThat(service.deliveries()).containsExactlyInAnyOrderElementsOf(service.orders());
		}
	}

	@Test
	void aKilledServiceLosesNoOrderAndInventsNone(@TempDir Path directory) throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start()) {
			String[] arguments = { "--rocketmq-http.broker.enabled=false",
					"--rocketmq-http.endpoint=" + broker.endpoint() };
			Set<String> accepted = ConcurrentHashMap.newKeySet();
			try (OrderServiceProcess killed = OrderServiceProcess.start(directory, arguments)) {
				assertThat(inParallel(IntStream.range(0, THREADS)
					.<Callable<Boolean>>mapToObj((thread) -> () -> placeUntilKilled(killed, thread, accepted))
					.toList())).as("whether the threads saw it die").containsOnly(true);
			}
			try (OrderServiceProcess restarted = OrderServiceProcess.start(directory, arguments)) {
				await().atMost(PATIENCE).untilAsserted(() -> {
					broker.advance(Duration.ofSeconds(11));
					assertThat(broker).topic("orders").half(0);
				});
				// What the killed process had fetched and not acknowledged comes back.
				broker.advance(Duration.ofMinutes(6));
				assertThat(restarted.orders()).containsAll(accepted);
				await().atMost(PATIENCE).untilAsserted(() -> {
					List<String> orders = restarted.orders();
					assertThat(restarted.deliveries()).as(() -> "messages without an order: " + without(orders, broker))
						.containsExactlyInAnyOrderElementsOf(orders);
				});
			}
		}
	}

	private static List<MessageView> without(List<String> orders, RocketMqHttpBroker broker) {
		return broker.topic("orders")
			.committed()
			.stream()
			.filter((message) -> orders.stream().noneMatch((id) -> message.body().contains('"' + id + '"')))
			.toList();
	}

	private static boolean placeUntilKilled(OrderServiceProcess service, int thread, Set<String> accepted) {
		try {
			for (int i = 0; i < 1000; i++) {
				String id = "o-" + thread + "-" + i;
				if (service.place(id, "1").statusCode() == 201) {
					accepted.add(id);
				}
				if (accepted.size() >= 200) {
					service.kill();
				}
			}
			return false;
		}
		catch (UncheckedIOException ex) {
			return true;
		}
	}

	@Test
	void withoutItsBrokerAnOrderIsNotStored(@TempDir Path directory) throws Exception {
		try (OrderServiceProcess service = OrderServiceProcess.start(directory, "--rocketmq-http.broker.enabled=false",
				"--rocketmq-http.endpoint=http://127.0.0.1:1")) {
			assertThat(service.place("o-1", "1").statusCode()).isEqualTo(503);
			assertThat(service.orders()).isEmpty();
		}
	}

	private static List<String> startingWith(String prefix, List<String> ids) {
		return ids.stream().filter((id) -> id.startsWith(prefix)).toList();
	}

	private static <T> List<T> inParallel(List<Callable<T>> calls) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : threads.invokeAll(calls)) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
