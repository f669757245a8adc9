package io.github.rocketmqhttp.reliability.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.reliability.process.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

/**
 * Back-checks alone do not keep a process alive, listeners do.
 */
class JobTests implements ChildJvm.Listener {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic(JobApplication.TOPIC, TopicType.TRANSACTION)
		.topic("news", TopicType.NORMAL)
		.start();

	private final Queue<String> said = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path directory;

	@AfterEach
	void closeBroker() {
		this.broker.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sync", "async" })
	void aJobWithAnAnnotatedMethodEndsWhenItsWorkIsDone(String completion) throws Exception {
		try (ChildJvm job = start(false, "rocketmq-http.transaction.completion=" + completion)) {
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.said).as(this::errors).contains("returned"));
			assertThat(job.awaitEnd(Duration.ofSeconds(20))).as(this::errors).isZero();
		}
		assertThat(this.broker.topic(JobApplication.TOPIC).committed()).extracting(MessageView::body)
			.containsExactly("o-1");
	}

	@Test
	void aProcessWithAListenerStays() throws Exception {
		try (ChildJvm service = start(true); RocketMqHttpClient client = client()) {
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.said).as(this::errors).contains("returned"));
			client.publish("news", OutboundMessage.of("one").build());
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.said).contains("heard one"));
			assertThat(service.awaitEnd(Duration.ofSeconds(1))).isEqualTo(-1);
		}
	}

	private ChildJvm start(boolean listening, String... more) throws IOException {
		return ChildJvm.start(JobApplication.class,
				JobApplication.arguments(this.broker.endpoint().toString(), listening, more),
				this.directory.resolve("errors"), this);
	}

	private RocketMqHttpClient client() {
		return RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of("key", "secret")))
			.build();
	}

	private String errors() {
		return this.said + "\n" + contentOf(this.directory.resolve("errors").toFile());
	}

	@Override
	public void line(String line) {
		this.said.add(line);
	}

	@Override
	public void ended() {
		this.said.add("ended");
	}

}
