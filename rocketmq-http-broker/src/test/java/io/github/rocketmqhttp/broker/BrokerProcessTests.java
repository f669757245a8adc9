package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A broker process with little memory and few files either serves or has ended.
 */
@Execution(ExecutionMode.SAME_THREAD)
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class BrokerProcessTests {

	private static final String LARGE = "<Message><MessageBody>" + "a".repeat(4 * 1024 * 1024)
			+ "</MessageBody></Message>";

	@Test
	void moreConnectionsThanOpenFilesDoNotEndTheListener() throws IOException {
		try (BrokerProcess broker = BrokerProcess.start("ulimit -n 200;", "-Xmx128m")) {
			// Its classes are in folders here, and to load one of them opens a file.
			awaitService(broker);
			List<RawConnection> many = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				// Refused while it closes all connections to listen again.
				connect(broker).ifPresent(many::add);
			}
			assertThat(many).hasSizeGreaterThan(100);
			for (RawConnection connection : many) {
				connection.close();
			}
			awaitService(broker);
		}
	}

	@Test
	void abortedPollsLeaveNothingBehind() throws IOException {
		try (BrokerProcess broker = BrokerProcess.start("", "-Xmx48m")) {
			for (int i = 0; i < 4000; i++) {
				try (RawConnection poll = broker.connect()) {
					poll.reset().send(get("GID_a", "&waitseconds=30"));
				}
			}
			awaitService(broker);
		}
	}

	@Test
	void inventedGroupsAndTopicsDoNotFillTheMemory() throws IOException {
		try (BrokerProcess broker = BrokerProcess.start("", "-Xmx48m"); RawConnection good = broker.connect()) {
			assertThat(good.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE).status()).isEqualTo(201);
			int refused = 0;
			for (int topic = 0; topic < 40; topic++) {
				for (int group = 0; group < 2000; group++) {
					refused += (good.call("GET", "/topics/t" + topic + "/messages?numOfMessages=1&consumer=g" + group)
						.status() == 429) ? 1 : 0;
				}
			}
			assertThat(refused).isGreaterThan(60_000);
			assertThat(good.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE).status()).isEqualTo(201);
		}
	}

	@Test
	void answersThatNobodyReadsDoNotFillTheMemory() throws IOException {
		try (BrokerProcess broker = BrokerProcess.start("", "-Xmx192m")) {
			try (RawConnection publisher = broker.connect()) {
				for (int i = 0; i < 10; i++) {
					assertThat(publisher.call("POST", OpenBroker.TARGET, LARGE).status()).isEqualTo(201);
				}
			}
			List<RawConnection> deaf = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				deaf.add(broker.connect().send(get("GID_" + i, "")));
			}
			try (RawConnection good = broker.connect()) {
				assertThat(good.call("POST", "/topics/other/messages", OpenBroker.MESSAGE).status()).isEqualTo(201);
			}
			for (RawConnection connection : deaf) {
				connection.reset().close();
			}
			awaitService(broker);
		}
	}

	@Test
	void anOutOfMemoryErrorEndsTheProcessWithAMessage() throws Exception {
		try (BrokerProcess broker = BrokerProcess.start("", "-Xmx64m", "--memory-limit=4294967296")) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				for (int i = 0; i < 100; i++) {
					try (RawConnection publisher = broker.connect()) {
						publisher.call("POST", OpenBroker.TARGET, LARGE);
					}
				}
			});
			assertThat(broker.awaitEnd()).isEqualTo(3);
			assertThat(broker.errors()).contains("rocketmq-http-broker has failed and ends with status 3");
		}
	}

	private static Optional<RawConnection> connect(BrokerProcess broker) throws IOException {
		try {
			return Optional.of(broker.connect());
		}
		catch (ConnectException ex) {
			return Optional.empty();
		}
	}

	private static String get(String group, String more) {
		return "GET " + OpenBroker.TARGET + "?numOfMessages=16&consumer=" + group + more + " HTTP/1.1\r\n"
				+ RawConnection.HEAD + "\r\n";
	}

	private static void awaitService(BrokerProcess broker) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.ignoreExceptionsInstanceOf(SocketException.class)
			.ignoreExceptionsInstanceOf(IOException.class)
			.untilAsserted(() -> {
				assertThat(broker.isAlive()).as(broker.errors()).isTrue();
				try (RawConnection connection = broker.connect()) {
					assertThat(connection.call("POST", OpenBroker.TARGET, OpenBroker.MESSAGE).status()).isEqualTo(201);
				}
			});
	}

}
