package io.github.rocketmqhttp.samples.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service on the web while its broker takes connections and never answers.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "rocketmq-http.broker.enabled=false", "spring.datasource.url=jdbc:h2:mem:silent-broker" })
@DirtiesContext
class SilentBrokerTests {

	/** More than the web server has threads. */
	private static final int CALLERS = 230;

	private static final ServerSocket BROKER = silentBroker();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RocketMqHttpTemplate template;

	// The system completes connections in the backlog, and nobody ever reads from them.
	private static ServerSocket silentBroker() {
		try {
			return new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	@DynamicPropertySource
	static void endpoint(DynamicPropertyRegistry properties) {
		properties.add("rocketmq-http.endpoint", () -> "http://127.0.0.1:" + BROKER.getLocalPort());
	}

	@AfterAll
	static void close() throws IOException {
		BROKER.close();
	}

	@Test
	void callersAreTurnedAwaySoonAndReadsGoOn() throws Exception {
		long start = System.nanoTime();
		List<CompletableFuture<HttpResponse<String>>> orders = IntStream.range(0, CALLERS)
			.mapToObj((i) -> this.http.sendAsync(order(i), HttpResponse.BodyHandlers.ofString()))
			.toList();
		await().until(() -> this.template.getPublishStatus().waiting() > 0);
		long read = System.nanoTime();
		HttpResponse<String> list = this.http.send(request().GET().build(), HttpResponse.BodyHandlers.ofString());
		assertThat(Duration.ofNanos(System.nanoTime() - read)).isLessThan(Duration.ofSeconds(3));
		assertThat(list.statusCode()).isEqualTo(200);
		CompletableFuture.allOf(orders.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
		assertThat(orders).allSatisfy((order) -> {
			assertThat(order.join().statusCode()).isEqualTo(503);
			assertThat(order.join().headers().firstValue("Retry-After")).contains("2");
			assertThat(order.join().headers().firstValue("Content-Type")).contains("application/problem+json");
		});
		assertThat(list.body()).isEqualTo("[]");
	}

	private HttpRequest order(int number) {
		return request().header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString("{\"id\":\"hanging-" + number + "\",\"customer\":\"c-7\",\"amount\":12.50}"))
			.build();
	}

	private HttpRequest.Builder request() {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/orders"));
	}

}
