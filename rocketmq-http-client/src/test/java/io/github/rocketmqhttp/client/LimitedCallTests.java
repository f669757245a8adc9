package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Calls with a limit of their own, to a server that never answers.
 */
class LimitedCallTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("x").build();

	private ServerSocket server;

	private RocketMqHttpClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.client = RocketMqHttpClient.builder()
			.endpoint("http://127.0.0.1:" + this.server.getLocalPort())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.responseTimeout(Duration.ofSeconds(60))
			.connectionRequestTimeout(Duration.ofSeconds(60))
			.maxConnections(1)
			.drainTimeout(Duration.ZERO)
			.build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void aCallEndsByItsOwnLimit() {
		long start = System.nanoTime();
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.client.within(Duration.ofMillis(300)).publish("orders", MESSAGE))
			.withMessageContaining("no answer came in time")
			.satisfies((ex) -> assertThat(ex.isAmbiguous()).isTrue());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
				Duration.ofSeconds(20));
	}

	@Test
	void anAsynchronousCallEndsByItsOwnLimit() {
		assertThat(this.client.within(Duration.ofMillis(300)).publishAsync("orders", MESSAGE))
			.failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void waitingForAConnectionCountsToo() {
		CompletableFuture<Void> first = CompletableFuture
			.runAsync(() -> assertThatExceptionOfType(TransportException.class)
				.isThrownBy(() -> this.client.within(Duration.ofSeconds(5)).publish("orders", MESSAGE)));
		await().until(() -> this.client.connectionUse().blocking().leased() == 1);
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.client.within(Duration.ofMillis(300)).publish("orders", MESSAGE))
			.withMessageContaining("no connection became free in time");
		assertThat(first).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void anAnswerThatArrivesByteByByteIsNotAwaitedLonger() {
		Thread drip = new Thread(this::drip);
		drip.setDaemon(true);
		drip.start();
		long start = System.nanoTime();
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.client.within(Duration.ofMillis(500)).publish("orders", MESSAGE))
			.withMessageContaining("no answer came in time");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
	}

	private void drip() {
		try (Socket connection = this.server.accept()) {
			CountDownLatch never = new CountDownLatch(1);
			connection.getOutputStream().write("HTTP/1.1 201 Created\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
			while (!never.await(50, TimeUnit.MILLISECONDS)) {
				connection.getOutputStream().write('x');
			}
		}
		catch (IOException | InterruptedException ex) {
			// The client has hung up, which is what the test waits for.
			return;
		}
	}

	@Test
	void aLimitBeyondTheTimeOutsOfTheClientChangesNothing() {
		try (RocketMqHttpClient brief = RocketMqHttpClient.builder()
			.endpoint("http://127.0.0.1:" + this.server.getLocalPort())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.responseTimeout(Duration.ofMillis(200))
			.build()) {
			long start = System.nanoTime();
			assertThatExceptionOfType(TransportException.class)
				.isThrownBy(() -> brief.within(Duration.ofMinutes(5)).publish("orders", MESSAGE));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
		}
	}

	@Test
	void closingTheViewClosesNothing() {
		this.client.within(Duration.ofMillis(300)).close();
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.client.within(Duration.ofMillis(300)).publish("orders", MESSAGE))
			.withMessageContaining("no answer came in time");
	}

	@Test
	void aLimitMustBeMoreThanZero() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.within(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.within(Duration.ofMillis(-1)));
	}

}
