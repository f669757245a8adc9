package io.github.rocketmqhttp.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.parsers.DocumentBuilderFactory;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What clients may not do to a broker, and what becomes of those who try.
 */
@Execution(ExecutionMode.CONCURRENT)
class HostileClientTests {

	private static final String TARGET = "/topics/orders/messages";

	private static final String POLL = TARGET + "?consumer=GID_a&numOfMessages=16";

	private static final String CHUNKED = "POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD
			+ "Transfer-Encoding: chunked\r\n\r\n";

	private static final String MESSAGE = "<Message><MessageBody>a</MessageBody></Message>";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().maxConnections(32).start();

	private final RocketMqHttpBroker impatient = RocketMqHttpBroker.builder()
		.requestTimeout(Duration.ofSeconds(1))
		.idleTimeout(Duration.ofSeconds(2))
		.start();

	@AfterEach
	void close() {
		this.broker.close();
		this.impatient.close();
	}

	private RawConnection connect() throws IOException {
		return new RawConnection(this.broker);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: x\r\n", "Host: x", "" })
	void aHeadThatTheEndOfTheStreamCutsOffIsNoRequest(String rest) throws IOException {
		try (RawConnection good = connect(); RawConnection half = connect()) {
			good.call("POST", TARGET, MESSAGE);
			half.send("GET " + POLL + " HTTP/1.1\r\n" + rest).endOutput();
			assertThat(half.isClosedByPeer()).isTrue();
			assertThat(good.call("GET", POLL).element("ConsumedTimes")).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n" })
	void requestsBehindAHeldPollAreBounded(String request) throws IOException {
		try (RawConnection hostile = connect(); RawConnection good = connect()) {
			hostile.send("GET " + POLL + "&waitseconds=30 HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
			hostile.send(request.repeat(10_000));
			awaitWaitingPolls(1);
			assertThat(good.call("POST", TARGET, MESSAGE).status()).isEqualTo(201);
			assertThat(hostile.read().status()).isEqualTo(200);
			boolean withBody = request.startsWith("GET");
			int answers = 1;
			while (!hostile.read(withBody).header("Connection").equals(Optional.of("close"))) {
				answers++;
			}
			assertThat(answers).isEqualTo(32);
			assertThat(hostile.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void theLastRequestIsAnsweredBehindAHeldPoll() throws IOException {
		try (RawConnection connection = connect()) {
			connection.send("GET " + POLL + "&waitseconds=30 HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
			awaitWaitingPolls(1);
			connection
				.send("HEAD / HTTP/1.1\r\n" + RawConnection.HEAD + "Connection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n");
			try (RawConnection good = connect()) {
				assertThat(good.call("POST", TARGET, MESSAGE).status()).isEqualTo(201);
			}
			assertThat(connection.read().status()).isEqualTo(200);
			assertThat(connection.read(false).header("Connection")).contains("close");
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void theHeadAsAWholeIsBounded() throws IOException {
		try (RawConnection connection = connect()) {
			connection.send("GET " + POLL + " HTTP/1.1\r\n" + ("X: " + "a".repeat(1000) + "\r\n").repeat(17) + "\r\n");
			assertRefused(connection, "longer than 16384 bytes");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\n", "-5\r\n", "+5\r\nabcde\r\n", "\r\n", "5\r\nabcdeXYZ", "5\r\nabcde\r\nzz\r\n",
			"1;", "0\r\nno colon\r\n\r\n", "fffffffffffffffff\r\n" })
	void damagedChunksAreAnswered(String body) throws IOException {
		try (RawConnection connection = connect()) {
			connection.send(CHUNKED + body + (body.equals("1;") ? "x".repeat(9000) : ""));
			assertRefused(connection, "The request body cannot be read");
		}
	}

	@Test
	void trailersAreBounded() throws IOException {
		try (RawConnection connection = connect()) {
			connection.send(CHUNKED + "0\r\n" + ("X: " + "a".repeat(1000) + "\r\n").repeat(17));
			assertRefused(connection, "trailers");
		}
	}

	@Test
	void aBodyInOrdinaryChunksIsTaken() throws IOException {
		StringBuilder chunks = new StringBuilder();
		MESSAGE.chars().forEach((c) -> chunks.append("1;ext=1\r\n").append((char) c).append("\r\n"));
		try (RawConnection connection = connect()) {
			assertThat(connection.send(CHUNKED + chunks + "0\r\nX-Trailer: a\r\n\r\n").read().status()).isEqualTo(201);
			assertThat(connection.call("GET", POLL).element("MessageBody")).isEqualTo("a");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: +5\r\n",
			"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n", "Content-Length: -1\r\n" })
	void aBodyWhoseEndIsInDoubtIsRefused(String headers) throws IOException {
		try (RawConnection connection = connect()) {
			connection.send("POST " + TARGET + " HTTP/1.1\r\n" + headers + "\r\n0\r\n\r\n");
			assertRefused(connection, "cannot be read");
		}
	}

	private static void assertRefused(RawConnection connection, String text) throws IOException {
		Response response = connection.read();
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.element("Code")).isEqualTo("InvalidArgument");
		assertThat(response.element("Message")).contains(text);
		assertThat(connection.isClosedByPeer()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topics/%01/messages?numOfMessages=1&consumer=g", "/topics/a/messages?%00=1&%00=1",
			"/topics/%ED%A0%80/messages?numOfMessages=1&consumer=g",
			"/topics/a/messages?numOfMessages=1&consumer=%EF%BF%BE" })
	void anErrorRepeatsOnlyWhatXmlCanCarry(String target) throws IOException {
		try (RawConnection connection = connect()) {
			Response response = connection.call("GET", target);
			assertThat(response.status()).isEqualTo(400);
			assertThatCode(() -> DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8))))
				.doesNotThrowAnyException();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET " + TARGET + "?a=",
			"POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 100000\r\n\r\n",
			CHUNKED + "fffff\r\n" })
	void aRequestThatTricklesIsCutOff(String start) throws IOException {
		try (RawConnection connection = new RawConnection(this.impatient)) {
			connection.send(start);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(50))
				.atMost(Duration.ofSeconds(10))
				.until(() -> !takes(connection, "a"));
		}
	}

	private static boolean takes(RawConnection connection, String text) throws IOException {
		try {
			connection.send(text);
			return true;
		}
		catch (SocketException ex) {
			return false;
		}
	}

	@Test
	void aConnectionThatSaysNothingIsClosed() throws IOException {
		try (RawConnection connection = new RawConnection(this.impatient)) {
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void aConnectionThatAsksNothingMoreIsClosed() throws IOException {
		try (RawConnection connection = new RawConnection(this.impatient)) {
			assertThat(connection.call("GET", POLL).status()).isEqualTo(404);
			assertThat(connection.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void aHeldPollOutlivesAllTimeouts() throws IOException {
		try (RawConnection connection = new RawConnection(this.impatient)) {
			assertThat(connection.call("GET", POLL + "&waitseconds=5").element("Code")).isEqualTo("MessageNotExist");
			assertThat(connection.call("GET", POLL).element("Code")).isEqualTo("MessageNotExist");
		}
	}

	@Test
	void anAnswerThatNobodyTakesIsCutOffAndItsMessagesAreAvailableAgain() throws IOException {
		String body = "a".repeat(4 * 1024 * 1024);
		try (RawConnection publisher = new RawConnection(this.impatient)) {
			for (int i = 0; i < 4; i++) {
				assertThat(publisher.call("POST", TARGET, MESSAGE.replace(">a<", ">" + body + "<")).status())
					.isEqualTo(201);
			}
		}
		try (RawConnection deaf = new RawConnection(this.impatient)) {
			deaf.send(("GET " + POLL + " HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n").repeat(4));
			Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				assertThat(this.impatient.openConnections()).isZero();
				assertThat(this.impatient.topic("orders").consumerGroup("GID_a"))
					.hasValueSatisfying((group) -> assertThat(group.invisible()).isZero());
			});
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				for (Response response = deaf.read(); response.status() > 0; response = deaf.read()) {
					assertThat(response.body()).hasSizeGreaterThan(1);
				}
			});
		}
	}

	@Test
	void connectionsFarAboveTheLimitAreClosedAndHarmNobody() throws IOException {
		List<RawConnection> many = new ArrayList<>();
		try (RawConnection good = connect()) {
			assertThat(good.call("GET", POLL).status()).isEqualTo(404);
			for (int i = 0; i < 200; i++) {
				many.add(connect());
			}
			assertThat(many.get(199).isClosedByPeer()).isTrue();
			Awaitility.await().until(() -> this.broker.openConnections() <= 32 + 64);
			assertThat(good.call("GET", POLL).status()).isEqualTo(404);
		}
		finally {
			for (RawConnection connection : many) {
				connection.close();
			}
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.broker.openConnections() == 0);
	}

	private void awaitWaitingPolls(int number) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.broker.topic("orders")
				.consumerGroup("GID_a")
				.map(ConsumerGroupView::waitingPolls)
				.orElse(-1) == number);
	}

}
