package io.github.rocketmqhttp.broker;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.protocol.RequestSigner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More than fifty thousand requests that no SDK sends, and hundreds of connections that
 * are slow or say nothing, while one client goes on with its work. The seed is printed;
 * set {@code fuzz.seed} to run the same requests again, and {@code fuzz.requests} for
 * more.
 */
@Tag("proof")
class BrokerFuzzTests {

	private static final long SEED = Long.getLong("fuzz.seed", new SecureRandom().nextLong());

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 52_000);

	private static final int ATTACKERS = 2;

	private static final Duration MAX_LATENCY = Duration.ofSeconds(5);

	private static final long MAX_HEAP_GROWTH = 32L * 1024 * 1024;

	private static final int LARGE_BODY = 1024 * 1024;

	private final Set<Thread> threadsBefore = brokerThreads();

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey("fuzz-ak", "fuzz-sk")
		.topic("good", TopicType.NORMAL)
		.topic("quiet", TopicType.NORMAL)
		.topic("large", TopicType.NORMAL)
		.topic(FuzzRequests.TOPIC, TopicType.NORMAL)
		.requestTimeout(Duration.ofSeconds(3))
		.start();

	private final RocketMqHttpClient client = RocketMqHttpClient.builder()
		.endpoint(this.broker.endpoint())
		.credentials(CredentialsProvider.fixed(Credentials.of("fuzz-ak", "fuzz-sk")))
		.build();

	private final FuzzAnswers answers = new FuzzAnswers();

	private final AtomicBoolean attacking = new AtomicBoolean(true);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.client.close();
		this.broker.close();
	}

	@Test
	@Timeout(240)
	void theBrokerServesWhateverElseComes() throws Exception {
		System.out.println("Fuzzing with -Dfuzz.seed=" + SEED);
		for (int i = 0; i < 4; i++) {
			this.client.publish("large", OutboundMessage.of("a".repeat(LARGE_BODY)).build());
		}
		Future<?> held = this.client
			.consumeAsync(ConsumeRequest.of("quiet", "GID_good").withWaitTime(MAX_LATENCY.multipliedBy(2)));
		Future<Long> good = this.threads.submit(this::work);
		long heapBefore = heapUsed();
		long start = System.nanoTime();
		List<FuzzAttack> attacks = attack();
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		this.attacking.set(false);
		Duration slowest = Duration.ofNanos(good.get(30, TimeUnit.SECONDS));
		assertThat(held.get(30, TimeUnit.SECONDS)).isEqualTo(List.of());
		System.out.println("Sent " + attacks.stream().mapToInt(FuzzAttack::sent).sum() + " in " + took.toMillis()
				+ " ms; slowest good request: " + slowest.toMillis() + " ms; answers: "
				+ new TreeMap<>(this.answers.counts()));
		assertThat(slowest).isLessThan(MAX_LATENCY);
		assertThat(attacks.stream().mapToInt(FuzzAttack::sent).sum() - this.answers.taken()).as("refused")
			.isGreaterThan(REQUESTS - REQUESTS / 25);
		assertOnlyWellFormedMessagesWereStored(attacks.stream().mapToInt(FuzzAttack::unanswered).sum());
		assertNothingIsLeft(heapBefore);
	}

	/**
	 * Publishes, consumes and acknowledges until the attack is over.
	 * @return nanoseconds of the slowest request
	 */
	private long work() {
		long slowest = 0;
		for (int i = 0; this.attacking.get(); i++) {
			String body = "message " + i;
			long start = System.nanoTime();
			this.client.publish("good", OutboundMessage.of(body).build());
			long published = System.nanoTime();
			List<ReceivedMessage> messages = this.client
				.consume(ConsumeRequest.of("good", "GID_good").withWaitTime(MAX_LATENCY));
			long consumed = System.nanoTime();
			assertThat(messages).extracting(ReceivedMessage::body).containsExactly(body);
			assertThat(messages.get(0).consumedTimes()).isEqualTo(1);
			this.client.acknowledge("good", "GID_good", List.of(messages.get(0).receiptHandle()));
			long acknowledged = System.nanoTime();
			slowest = Math.max(Math.max(slowest, published - start),
					Math.max(consumed - published, acknowledged - consumed));
		}
		return slowest;
	}

	private List<FuzzAttack> attack() throws Exception {
		ScheduledExecutorService slowThread = Executors.newSingleThreadScheduledExecutor();
		try (SlowClients slow = new SlowClients(this.broker, largePoll())) {
			Future<?> ticking = slowThread.scheduleWithFixedDelay(slow::tick, 0, 100, TimeUnit.MILLISECONDS);
			List<Future<FuzzAttack>> running = new ArrayList<>();
			for (int i = 0; i < ATTACKERS; i++) {
				FuzzRequests requests = new FuzzRequests(SEED + i, "fuzz-ak", "fuzz-sk");
				running.add(this.threads
					.submit(() -> new FuzzAttack(this.broker, requests, this.answers).run(REQUESTS / ATTACKERS)));
			}
			List<FuzzAttack> attacks = new ArrayList<>();
			for (Future<FuzzAttack> attack : running) {
				attacks.add(attack.get());
			}
			slowThread.submit(slow::end).get();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> slowThread.submit(slow::open).get(), (open) -> open == 0);
			assertThat(ticking.isDone()).as("slow clients failed").isFalse();
			assertThat(slow.closedByBroker()).isEqualTo(slow.opened()).isGreaterThanOrEqualTo(240);
			System.out.println("Slow connections cut off: " + slow.closedByBroker());
			return attacks;
		}
		finally {
			slowThread.shutdownNow();
		}
	}

	private static String largePoll() {
		StringBuilder polls = new StringBuilder();
		for (int i = 0; i < 4; i++) {
			String target = "/topics/large/messages?numOfMessages=16&consumer=GID_" + i;
			String date = FuzzRequests.now();
			polls.append("GET ").append(target).append(" HTTP/1.1\r\nDate: ").append(date);
			polls.append("\r\nx-mq-version: 2015-06-06\r\nAuthorization: MQ fuzz-ak:");
			polls.append(new RequestSigner("fuzz-sk")
				.sign(RequestSigner.stringToSign("GET", null, null, date, "2015-06-06", target)));
			polls.append("\r\n\r\n");
		}
		return polls.toString();
	}

	private void assertOnlyWellFormedMessagesWereStored(int unanswered) {
		Map<String, String> found = new HashMap<>();
		List<ReceivedMessage> messages = next();
		while (!messages.isEmpty()) {
			messages.forEach((message) -> found.put(message.messageId(), message.body()));
			messages = next();
		}
		assertThat(found).containsAllEntriesOf(this.answers.stored());
		assertThat(found.keySet()).containsAll(this.answers.storedSomehow());
		assertThat(this.answers.stored()).as("the requests do not reach the store").hasSizeGreaterThan(REQUESTS / 400);
		int seen = this.answers.stored().size() + this.answers.storedSomehow().size();
		assertThat(found.size()).isBetween(seen, seen + unanswered);
	}

	private List<ReceivedMessage> next() {
		return this.client.consume(ConsumeRequest.of(FuzzRequests.TOPIC, "GID_audit").withBatchSize(16));
	}

	private void assertNothingIsLeft(long heapBefore) {
		this.client.close();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.broker.openConnections() == 0);
		// Past the retention of all messages.
		this.broker.advance(Duration.ofDays(4));
		// Topics and groups stay.
		assertThat(this.broker.memory().used()).isLessThan(this.broker.memory().limit() / 4);
		assertThat(this.broker.bytesBeingRead()).isZero();
		assertThat(heapUsed() - heapBefore).isLessThan(MAX_HEAP_GROWTH);
		int started = Math.max(2, Runtime.getRuntime().availableProcessors()) + 2;
		Set<Thread> now = brokerThreads();
		now.removeAll(this.threadsBefore);
		assertThat(now).as("I/O threads, acceptor and timer").hasSize(started);
	}

	private static long heapUsed() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static Set<Thread> brokerThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("rocketmq-http-broker") && thread.isAlive())
			.collect(Collectors.toSet());
	}

}
