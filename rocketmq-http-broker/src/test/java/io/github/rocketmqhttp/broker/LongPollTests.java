package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two thousand polls held open at once.
 */
class LongPollTests {

	private static final int POLLS = 2000;

	private static final int WITH_MESSAGE = 1000;

	private static final Pattern MESSAGE_ID = Pattern.compile("<MessageId>(\\w+)</MessageId>");

	private final List<SocketChannel> polls = new ArrayList<>();

	private final int threadsBefore = Thread.activeCount();

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

	@AfterEach
	void close() throws IOException {
		for (SocketChannel poll : this.polls) {
			poll.close();
		}
		this.broker.close();
	}

	@Test
	@Timeout(120)
	void twoThousandPollsWaitWithoutThreadsAndAreAllAnswered() throws IOException {
		for (int i = 0; i < POLLS; i++) {
			this.polls.add(poll(this.broker));
		}
		awaitWaiting(this.broker, POLLS);
		int bound = this.threadsBefore + Runtime.getRuntime().availableProcessors() + 8;
		assertThat(Thread.activeCount()).isLessThan(bound);
		publish(WITH_MESSAGE);
		awaitWaiting(this.broker, POLLS - WITH_MESSAGE);
		this.broker.close();
		assertAnswers(this.polls);
	}

	private void publish(int number) throws IOException {
		try (RawConnection publisher = new RawConnection(this.broker)) {
			for (int i = 0; i < number; i++) {
				assertThat(publisher
					.call("POST", "/topics/orders/messages", "<Message><MessageBody>a</MessageBody></Message>")
					.status()).isEqualTo(201);
			}
		}
	}

	private static SocketChannel poll(RocketMqHttpBroker broker) throws IOException {
		SocketChannel channel = SocketChannel
			.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
		String request = "GET /topics/orders/messages?consumer=GID_a&numOfMessages=1&waitseconds=30 HTTP/1.1\r\n"
				+ RawConnection.HEAD + "\r\n";
		channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
		return channel;
	}

	private static void awaitWaiting(RocketMqHttpBroker broker, int number) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(25))
			.until(() -> broker.topic("orders").consumerGroup("GID_a").map(ConsumerGroupView::waitingPolls).orElse(0),
					(waiting) -> waiting == number);
	}

	private static void assertAnswers(List<SocketChannel> polls) throws IOException {
		Set<String> messages = new HashSet<>();
		int empty = 0;
		for (SocketChannel poll : polls) {
			String response = readToEnd(poll);
			Matcher id = MESSAGE_ID.matcher(response);
			if (id.find()) {
				assertThat(messages.add(id.group(1))).as("each message goes to one poll").isTrue();
			}
			else {
				assertThat(response).startsWith("HTTP/1.1 404 ").contains("<Code>MessageNotExist</Code>");
				empty++;
			}
		}
		assertThat(messages).hasSize(WITH_MESSAGE);
		assertThat(empty).isEqualTo(POLLS - WITH_MESSAGE);
	}

	private static String readToEnd(SocketChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		StringBuilder text = new StringBuilder();
		while (channel.read(buffer) >= 0) {
			text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
			buffer.clear();
		}
		return text.toString();
	}

}
