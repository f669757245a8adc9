package io.github.rocketmqhttp.samples.seed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/**
 * Publishes four half messages with the property {@code a} = 0 … 3. Message 0 is
 * committed at once, 1 at the first back-check, 2 at the second, and 3 is rolled back.
 */
@Component
class Walkthrough implements ApplicationRunner, ExitCodeGenerator {

	private static final Logger logger = LoggerFactory.getLogger(Walkthrough.class);

	private static final Duration IMMUNITY_TIME = Duration.ofSeconds(10);

	private static final Set<String> EXPECTED = Set.of("0 delivered", "1 delivered", "2 delivered", "3 rolled back");

	private final RocketMqHttpOperations operations;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	private final CountDownLatch missing = new CountDownLatch(EXPECTED.size());

	Walkthrough(RocketMqHttpOperations operations) {
		this.operations = operations;
	}

	@Override
	public void run(ApplicationArguments args) throws InterruptedException {
		for (int a = 0; a < 4; a++) {
			HalfMessageReceipt receipt = this.operations.newMessage("message " + a)
				.property("a", String.valueOf(a))
				.sendHalf(IMMUNITY_TIME);
			logger.info("a={}: half message {} published, nobody can see it yet", a, receipt.messageId());
			if (a == 0) {
				this.operations.commit(receipt);
				logger.info("a=0: committed at once");
			}
		}
		logger.info("The broker asks back after {} s of immunity", IMMUNITY_TIME.toSeconds());
		if (this.missing.await(1, TimeUnit.MINUTES) && this.seen.equals(EXPECTED)) {
			logger.info("All four messages took the way that they should");
		}
		else {
			logger.error("Expected {}, but saw {}", EXPECTED, this.seen);
		}
	}

	@BackCheckHandler
	TransactionResolution check(HalfMessage<String> message, @Header("a") int a) {
		TransactionResolution resolution = switch (a) {
			case 1 -> TransactionResolution.COMMIT;
			case 2 -> (message.checks() > 1) ? TransactionResolution.COMMIT : TransactionResolution.UNKNOWN;
			default -> TransactionResolution.ROLLBACK;
		};
		logger.info("a={}: back-check {}, answered {}", a, message.checks(), resolution);
		if (resolution == TransactionResolution.ROLLBACK) {
			note(a + " rolled back");
		}
		return resolution;
	}

	@RocketMqHttpListener(consumerGroup = "GID_walkthrough_consumer")
	void deliver(String body, @Header("a") int a) {
		logger.info("a={}: delivered \"{}\"", a, body);
		note(a + " delivered");
	}

	private void note(String end) {
		// A message may come twice; it counts once.
		if (this.seen.add(end)) {
			this.missing.countDown();
		}
	}

	@Override
	public int getExitCode() {
		return this.seen.equals(EXPECTED) ? 0 : 1;
	}

}
