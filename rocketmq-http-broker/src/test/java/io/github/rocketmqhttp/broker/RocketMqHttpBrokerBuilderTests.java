package io.github.rocketmqhttp.broker;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.store.TopicType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a broker can be told, in code and on the command line.
 */
class RocketMqHttpBrokerBuilderTests {

	static Stream<Arguments> badValues() {
		return Stream.of(bad("65536", () -> builder().port(65_536)), bad("127.0.0.1", () -> builder().address(" ")),
				bad("empty", () -> builder().accessKey("ak", "")),
				bad("a.b", () -> builder().topic("a.b", TopicType.ANY)),
				bad("DLQ_", () -> builder().topic("DLQ_a", TopicType.ANY)),
				bad("one type", () -> builder().topic("a", TopicType.NORMAL).topic("a", TopicType.ORDERED)),
				bad("check interval", () -> builder().transactionCheckInterval(Duration.ZERO)),
				bad("invisible time", () -> builder().invisibleTime(Duration.ofDays(1))),
				bad("ordered", () -> builder().orderedInvisibleTime(Duration.ofSeconds(-1))),
				bad("deliveries", () -> builder().maxDeliveries(0)),
				bad("request timeout", () -> builder().requestTimeout(Duration.ZERO)),
				bad("idle timeout", () -> builder().idleTimeout(Duration.ofHours(2))),
				bad("connections", () -> builder().maxConnections(0)), bad("1048576", () -> builder().memoryLimit(1)),
				bad("access key", () -> builder().address("0.0.0.0").start()),
				bad("access key", () -> builder().address("::").start()),
				bad("access key", () -> builder().address("0").start()),
				bad("access key", () -> builder().address("192.0.2.1").start()),
				bad("unknown", () -> builder().address("no such host.invalid").start()));
	}

	private static Arguments bad(String text, ThrowingCallable call) {
		return Arguments.of(text, call);
	}

	private static RocketMqHttpBrokerBuilder builder() {
		return RocketMqHttpBroker.builder();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badValues")
	void aValueThatCannotWorkIsNamed(String text, ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(text);
	}

	@Test
	void aPortInUseIsNamed() {
		try (RocketMqHttpBroker broker = builder().start()) {
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> builder().port(broker.port()).start())
				.withMessageContaining(Integer.toString(broker.port()));
		}
	}

	@Test
	void closingLeavesNoThreadAndMayBeRepeated() {
		Set<Thread> before = brokerThreads();
		RocketMqHttpBroker broker = builder().start();
		assertThat(brokerThreads()).hasSizeGreaterThan(before.size());
		broker.close();
		broker.close();
		// A thread counts as alive for a moment after its last statement.
		Awaitility.await().untilAsserted(() -> assertThat(before).containsAll(brokerThreads()));
	}

	private static Set<Thread> brokerThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("rocketmq-http-broker") && thread.isAlive())
			.collect(Collectors.toSet());
	}

	@Test
	void theSameSeedGivesTheSameIds() throws Exception {
		assertThat(firstAnswer()).isEqualTo(firstAnswer());
	}

	private static String firstAnswer() throws Exception {
		try (RocketMqHttpBroker broker = CommandLine.parse(List.of("--seed=7")).clock(() -> Instant.EPOCH).start();
				RawConnection connection = new RawConnection(broker)) {
			RawConnection.Response response = connection.call("POST", "/topics/a/messages",
					"<Message><MessageBody>a</MessageBody><Properties>__TransCheckT:10</Properties></Message>");
			return response.header("x-mq-request-id") + response.body();
		}
	}

	@ParameterizedTest
	@CsvSource({ "--seed=1, 201", "--strict, 400" })
	void aTopicOfNormalMessagesTakesTimedOnesUnlessItIsToBeStrict(String option, int status) throws Exception {
		try (RocketMqHttpBroker broker = CommandLine.parse(List.of("--topic=a:normal", option)).start();
				RawConnection connection = new RawConnection(broker)) {
			assertThat(connection
				.call("POST", "/topics/a/messages",
						"<Message><MessageBody>a</MessageBody><Properties>__STARTDELIVERTIME:1</Properties></Message>")
				.status()).isEqualTo(status);
		}
	}

	@ParameterizedTest
	@CsvSource({ "--port=x, --port", "--port=70000, 70000", "--topic=a:b, 'b'", "--topic=a b, 'a b'",
			"--transaction-check-interval=soon, 'soon'", "--transaction-check-interval=0s, PT0S", "--seed=x, --seed",
			"--memory-limit=5, 1048576", "--address=0.0.0.0, --address", "--color=red, --color", "port=1, 'port'",
			"--access-key-id=a, --access-key-secret", "--access-key-secret=a, --access-key-id" })
	void aBadOptionIsNamedWithItsValue(String argument, String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of(argument)))
			.withMessageContaining(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--access-key-secret:hidden", "--acces-key-secrt=hidden", "-access-key-secret=hidden",
			"--access_key_secret=hidden", "hidden", "secret hidden", "--access-key-secret hidden", "SECRET=hidden",
			"--access-key-secret=hidden", "--access-key-secret-file=hidden\u0000" })
	void aSecretIsNeverRepeatedHoweverItsOptionIsSpelt(String argument) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of(argument), Map.of()))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hidden").contains("ption"));
		assertThat(new AccessKey("id", "hidden").toString()).doesNotContain("hidden");
	}

	@Test
	void keysMayComeFromTheEnvironmentOrAFile(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("secret"), "sk\n");
		String id = "ROCKETMQ_HTTP_BROKER_ACCESS_KEY_ID";
		String secret = "ROCKETMQ_HTTP_BROKER_ACCESS_KEY_SECRET";
		List<RocketMqHttpBrokerBuilder> builders = List.of(CommandLine.parse(List.of(), Map.of(id, "ak", secret, "sk")),
				CommandLine.parse(List.of("--access-key-id=ak"), Map.of(secret, "sk")),
				CommandLine.parse(List.of("--access-key-id=ak", "--access-key-secret-file=" + file),
						Map.of(id, "other", secret, "other")));
		assertThat(builders).extracting("accessKey").containsOnly(new AccessKey("ak", "sk"));
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of(), Map.of(secret, "sk")))
			.withMessageContaining("--access-key-id");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> CommandLine.parse(List.of("--access-key-secret-file=" + directory.resolve("none")), Map.of()))
			.withMessageContaining("--access-key-secret-file")
			.withMessageContaining("cannot be read");
	}

	@ParameterizedTest
	@CsvSource({ "--transaction-check-interval=500ms", "--transaction-check-interval=10s",
			"--transaction-check-interval=1m", "--transaction-check-interval=PT10S", "--topic=a", "--topic=a:fifo",
			"--topic=a:delay", "--topic=a:TRANSACTION", "--memory-limit=2000000", "--seed=-1", "--port=0" })
	void goodOptionsAreTaken(String argument) {
		try (RocketMqHttpBroker broker = CommandLine.parse(List.of(argument)).start()) {
			assertThat(broker.endpoint()).isEqualTo("http://127.0.0.1:" + broker.port());
		}
	}

}
