package io.github.rocketmqhttp.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 64 threads publish, consume, acknowledge, commit and roll back for some seconds;
 * afterwards every message is accounted for.
 */
class MessageLedgerTests {

	private static final int THREADS = 64;

	private static final Duration RUN = Duration.ofSeconds(Boolean.getBoolean("proofs") ? 20 : 4);

	/** Keeps the test short on a fast machine. */
	private static final int MAX_MESSAGES = 60_000;

	private static final List<String> GROUPS = List.of("GID_a", "GID_b");

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

	private final RocketMqHttpClient client = RocketMqHttpClient.builder()
		.endpoint(this.broker.endpoint())
		.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
		.build();

	/** Ids that must reach every group. */
	private final Set<String> due = ConcurrentHashMap.newKeySet();

	/** Ids that must reach nobody. */
	private final Set<String> dropped = ConcurrentHashMap.newKeySet();

	private final Map<String, Map<String, AtomicInteger>> acknowledged = new ConcurrentHashMap<>();

	private final AtomicInteger published = new AtomicInteger();

	private final AtomicBoolean publishing = new AtomicBoolean(true);

	@Test
	@Timeout(180)
	void everyMessageIsAccountedFor() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			long end = System.nanoTime() + RUN.toNanos();
			List<Future<?>> publishers = new ArrayList<>();
			List<Future<?>> others = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				String group = GROUPS.get(i / 4 % GROUPS.size());
				switch (i % 4) {
					case 0 -> publishers.add(threads.submit(repeat(end, this::publishOne)));
					case 1 -> publishers.add(threads.submit(repeat(end, this::publishHalf)));
					case 2 -> others.add(threads.submit(untilDone(this::check)));
					default -> others.add(threads.submit(untilDone(() -> consume(group, Duration.ofSeconds(1)))));
				}
			}
			for (Future<?> publisher : publishers) {
				publisher.get(90, TimeUnit.SECONDS);
			}
			this.publishing.set(false);
			for (Future<?> other : others) {
				other.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		settleEverything();
		assertLedger();
		this.client.close();
		this.broker.close();
	}

	private Callable<Void> repeat(long end, Callable<?> step) {
		return () -> {
			while (System.nanoTime() < end && this.published.getAndIncrement() < MAX_MESSAGES) {
				step.call();
			}
			return null;
		};
	}

	// Goes on until publishing has ended and there is nothing left to do.
	private Callable<Void> untilDone(Callable<Boolean> step) {
		return () -> {
			boolean last = false;
			while (!last) {
				last = !this.publishing.get();
				last = !step.call() && last;
			}
			return null;
		};
	}

	private boolean publishOne() {
		try {
			return this.due.add(this.client.publish("ledger", OutboundMessage.of("normal").build()).messageId());
		}
		catch (ServiceException ex) {
			assertThat(ex.getErrorCode()).as("only flow control may refuse").isEqualTo("TooManyRequests");
			return false;
		}
	}

	// A third is committed, a third rolled back, the rest left to the checks.
	private boolean publishHalf() {
		PublishReceipt receipt;
		try {
			receipt = this.client.publishHalf("ledger",
					OutboundMessage.of("half").immunityTime(Duration.ofSeconds(10)).build());
		}
		catch (ServiceException ex) {
			assertThat(ex.getErrorCode()).as("only flow control may refuse").isEqualTo("TooManyRequests");
			return false;
		}
		int choice = ThreadLocalRandom.current().nextInt(3);
		return choice < 2 && decide(receipt.messageId(), String.valueOf(receipt.receiptHandle()), choice == 0);
	}

	private boolean check() {
		List<ReceivedMessage> checks = this.client.consumeHalf(
				ConsumeRequest.of("ledger", "GID_producer").withBatchSize(16).withWaitTime(Duration.ofSeconds(1)));
		for (ReceivedMessage check : checks) {
			decide(check.messageId(), check.receiptHandle(), ThreadLocalRandom.current().nextBoolean());
		}
		return !checks.isEmpty();
	}

	private boolean decide(String messageId, String handle, boolean commit) {
		try {
			if (commit) {
				this.client.commit("ledger", "GID_producer", handle);
				return this.due.add(messageId);
			}
			this.client.rollback("ledger", "GID_producer", handle);
			return this.dropped.add(messageId);
		}
		catch (AcknowledgeException ex) {
			// Too late: the next check asks again.
			return false;
		}
	}

	private boolean consume(String group, Duration wait) {
		List<ReceivedMessage> messages = this.client
			.consume(ConsumeRequest.of("ledger", group).withBatchSize(16).withWaitTime(wait));
		if (messages.isEmpty()) {
			return false;
		}
		this.client.acknowledge("ledger", group, messages.stream().map(ReceivedMessage::receiptHandle).toList());
		Map<String, AtomicInteger> counts = this.acknowledged.computeIfAbsent(group,
				(key) -> new ConcurrentHashMap<>());
		messages.forEach((message) -> counts.computeIfAbsent(message.messageId(), (key) -> new AtomicInteger())
			.incrementAndGet());
		return true;
	}

	private void settleEverything() {
		while (!this.broker.topic("ledger").half().isEmpty()) {
			this.broker.advance(Duration.ofSeconds(10));
			boolean more = check();
			while (more) {
				more = check();
			}
		}
		for (String group : GROUPS) {
			boolean more = true;
			while (more) {
				more = consume(group, Duration.ZERO);
			}
		}
	}

	private void assertLedger() {
		assertThat(this.due).hasSizeGreaterThan(100);
		assertThat(this.dropped).hasSizeGreaterThan(10);
		for (String group : GROUPS) {
			Map<String, AtomicInteger> counts = this.acknowledged.getOrDefault(group, Map.of());
			assertThat(counts.keySet().equals(this.due)).as("acknowledged by " + group + " is what is due").isTrue();
			assertThat(counts.values()).as("once each").allMatch((count) -> count.get() == 1);
			assertThat(Collections.disjoint(counts.keySet(), this.dropped)).as("none after its rollback").isTrue();
			assertThat(this.broker.topic("ledger").consumerGroup(group).orElseThrow().pending()).isZero();
		}
	}

}
