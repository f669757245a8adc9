package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whichever thread of a broker ends, the broker serves again, or says that it does not.
 */
class DeadThreadTests {

	private final ThreadGroup threads = new ThreadGroup("broker of a test");

	private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

	@ParameterizedTest
	@ValueSource(
			strings = { "rocketmq-http-broker-accept-1", "rocketmq-http-broker-io-1", "rocketmq-http-broker-io-2" })
	void aBrokerServesAgainAfterAThreadHasEnded(String name) throws Exception {
		try (RocketMqHttpBroker broker = start()) {
			RawConnection before = new RawConnection(broker);
			before.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE);
			before.send("GET " + OpenBroker.TARGET + "?consumer=GID_b&numOfMessages=1&tag=x&waitseconds=30 HTTP/1.1\r\n"
					+ RawConnection.HEAD + "\r\n");
			Awaitility.await().until(() -> waitingPolls(broker) == 1);
			Thread dead = thread(name);
			dead.interrupt();
			dead.join(Duration.ofSeconds(10).toMillis());
			assertThat(dead.isAlive()).isFalse();
			before.close();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.ignoreExceptionsInstanceOf(IOException.class)
				.until(() -> {
					try (RawConnection after = new RawConnection(broker)) {
						return after.call("GET", OpenBroker.POLL).status() == 200;
					}
				});
			assertThat(waitingPolls(broker)).isZero();
			assertThat(broker.failure()).isEmpty();
			Awaitility.await().until(() -> broker.openConnections() == 0);
		}
	}

	@Test
	void anErrorOnAnIoThreadEndsAnEmbeddedBrokerVisibly() throws Exception {
		try (RocketMqHttpBroker broker = start(); RawConnection connection = new RawConnection(broker)) {
			connection.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE);
			this.error.set(new OutOfMemoryError("of a test"));
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> connection.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE));
			this.error.set(null);
			Awaitility.await()
				.untilAsserted(() -> assertThat(broker.failure()).containsInstanceOf(OutOfMemoryError.class));
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new RawConnection(broker).close());
			assertThat(broker.topic("orders").visible()).hasSize(1);
		}
	}

	@Test
	void anErrorOnTheTimerEndsAnEmbeddedBrokerVisibly() throws Exception {
		try (RocketMqHttpBroker broker = start(); RawConnection connection = new RawConnection(broker)) {
			connection.call("POST", OpenBroker.TARGET, "<Message><MessageBody>a</MessageBody><Properties>"
					+ "__STARTDELIVERTIME:" + (System.currentTimeMillis() + 3_600_000) + "</Properties></Message>");
			connection.send("GET " + OpenBroker.POLL + "&waitseconds=30 HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
			Awaitility.await().until(() -> waitingPolls(broker) == 1);
			this.error.set(new OutOfMemoryError("of a test"));
			Awaitility.await()
				.untilAsserted(() -> assertThat(broker.failure()).containsInstanceOf(OutOfMemoryError.class));
			this.error.set(null);
		}
	}

	private static int waitingPolls(RocketMqHttpBroker broker) {
		return broker.topic("orders").consumerGroups().stream().mapToInt((group) -> group.waitingPolls()).sum();
	}

	private RocketMqHttpBroker start() throws InterruptedException {
		List<RocketMqHttpBroker> started = new ArrayList<>();
		Thread starter = new Thread(this.threads,
				() -> started.add(RocketMqHttpBroker.builder().clock(this::now).start()));
		starter.start();
		starter.join();
		return started.get(0);
	}

	private Instant now() {
		Error toThrow = this.error.get();
		if (toThrow != null) {
			throw toThrow;
		}
		return Instant.now();
	}

	private Thread thread(String name) {
		Thread[] all = new Thread[this.threads.activeCount() + 10];
		int number = this.threads.enumerate(all);
		return find(all, number, name);
	}

	private static Thread find(Thread[] all, int number, String name) {
		for (int i = 0; i < number; i++) {
			if (all[i].getName().equals(name)) {
				return all[i];
			}
		}
		throw new AssertionError("There is no thread " + name + ".");
	}

}
