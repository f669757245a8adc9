package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the SDKs for C++ and C# were seen to send and to need.
 */
class SdkHabitsTests extends OpenBroker {

	@ParameterizedTest
	@ValueSource(ints = { 1, 65_536, 4 * 1024 * 1024 })
	void theLastBodyMayComeAgainWithEveryPoll(int length) throws IOException {
		String document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message xmlns=\"http://mq.aliyuncs.com/doc/v1\">\n"
				+ "\t<MessageBody>" + "c".repeat(length) + "</MessageBody>\n</Message>\n";
		assertThat(this.connection.call("POST", TARGET, document).status()).isEqualTo(201);
		Response polled = this.connection.call("GET", POLL, document);
		assertThat(polled.status()).isEqualTo(200);
		assertThat(this.connection.call("GET", POLL, document).status()).isEqualTo(404);
		String handles = "<ReceiptHandles><ReceiptHandle>" + polled.element("ReceiptHandle")
				+ "</ReceiptHandle></ReceiptHandles>";
		assertThat(this.connection.call("DELETE", TARGET + "?consumer=GID_a", handles).status()).isEqualTo(204);
		assertThat(this.connection.call("GET", POLL, handles).status()).isEqualTo(404);
		assertThat(this.broker.bytesBeingRead()).isZero();
	}

	@Test
	void aSessionOfTheSdkForCSharpWorks() throws IOException {
		String prolog = "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>";
		String half = prolog + "<Message xmlns=\"http://mq.aliyuncs.com/doc/v1\"><MessageBody>c</MessageBody>"
				+ "<Properties>__TransCheckT:10|</Properties></Message>";
		String handle = this.connection.call("POST", TARGET, half).element("ReceiptHandle");
		assertThat(this.connection.call("DELETE", TARGET + "?consumer=GID_a&trans=commit", prolog + handles(handle))
			.status()).isEqualTo(204);
		// Parameters sorted by name, an empty tag, one byte as a body.
		String poll = TARGET + "?consumer=GID_a&numOfMessages=16&tag=&waitseconds=3";
		Response polled = this.connection.call("GET", poll, "a");
		assertThat(polled.element("MessageBody")).isEqualTo("c");
		assertThat(this.connection
			.call("DELETE", TARGET + "?consumer=GID_a", prolog + handles(polled.element("ReceiptHandle")))
			.status()).isEqualTo(204);
		assertThat(this.connection.call("GET", POLL, "a").status()).isEqualTo(404);
	}

	private static String handles(String handle) {
		return "<ReceiptHandles xmlns=\"http://mq.aliyuncs.com/doc/v1\"><ReceiptHandle>" + handle
				+ "</ReceiptHandle></ReceiptHandles>";
	}

	@Test
	void aBodyThatIsDroppedIsNotKeptInMemory() throws IOException {
		String start = "GET " + POLL + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 24000000\r\n\r\n"
				+ "c".repeat(1_000_000);
		List<RawConnection> many = new ArrayList<>();
		try {
			for (int i = 0; i < 8; i++) {
				many.add(new RawConnection(this.broker).send(start));
			}
			for (RawConnection one : many) {
				assertThat(this.broker.bytesBeingRead()).isZero();
				assertThat(one.send("c".repeat(23_000_000)).read().status()).isEqualTo(404);
			}
		}
		finally {
			for (RawConnection one : many) {
				one.close();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT" })
	void aBodyThatIsDroppedIsBounded(String method) throws IOException {
		this.connection
			.send(method + " " + POLL + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 99999999\r\n\r\n");
		assertThat(this.connection.read().element("Message")).contains("larger than");
	}

	@ParameterizedTest
	@ValueSource(strings = { POLL, "/unknown" })
	void aBodyInChunksThatIsDroppedIsBounded(String target) throws IOException {
		this.connection
			.send("GET " + target + " HTTP/1.1\r\n" + RawConnection.HEAD + "Transfer-Encoding: chunked\r\n\r\n");
		String chunk = "100000\r\n" + "c".repeat(0x100000) + "\r\n";
		for (int i = 0; i < 24; i++) {
			this.connection.send(chunk);
		}
		this.connection.send("1\r\nc\r\n");
		assertThat(this.connection.read().element("Message")).contains("larger than");
	}

	@Test
	void aPollIsAnsweredBeforeATimeoutOfTheSameLengthIsOver() throws IOException {
		Duration timeout = Duration.ofSeconds(1);
		Duration best = timeout;
		// One in time is enough: the machine may be busy.
		for (int i = 0; i < 5 && best.compareTo(timeout) >= 0; i++) {
			long start = System.nanoTime();
			assertThat(this.connection.call("GET", POLL + "&waitseconds=1").status()).isEqualTo(404);
			best = Duration.ofNanos(System.nanoTime() - start);
		}
		assertThat(best).isBetween(Duration.ofMillis(890), Duration.ofMillis(999));
	}

}
