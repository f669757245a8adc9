package io.github.rocketmqhttp.reliability.crash;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.reliability.crash.RecordedAnswers.Answer;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/**
 * Moves the broker's time from one back-check to the next.
 */
final class BackChecks {

	/** Immunity time, and time between two checks: the shortest of the protocol. */
	static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(BackChecks.class);

	private static final int MOST_ROUNDS = 20;

	/** An answer may wait for a row lock for 1 s; the rest is for a busy machine. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

	private final RocketMqHttpBroker broker;

	BackChecks(RocketMqHttpBroker broker) {
		this.broker = broker;
	}

	List<MessageView> undecided() {
		return this.broker.topic(OrderApplication.TOPIC).half();
	}

	/**
	 * Has every undecided message checked once, by an instance that cannot be looked
	 * into.
	 */
	void round() {
		this.broker.advance(INTERVAL);
		await().atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL_INTERVAL)
			.until(() -> undecided().stream().allMatch((half) -> half.times() > 0));
	}

	/**
	 * Has every undecided message checked once.
	 * @return the different answers
	 */
	Set<TransactionResolution> round(RecordedAnswers answers) {
		int mark = answers.count();
		this.broker.advance(INTERVAL);
		try {
			await().atMost(PATIENCE)
				.pollDelay(Duration.ZERO)
				.pollInterval(POLL_INTERVAL)
				.until(() -> isOver(answers.since(mark)));
		}
		catch (ConditionTimeoutException ex) {
			// The broker may have told a poll whose process has just died.
			logger.warn("A back-check was not answered; it will be repeated", ex);
		}
		return answers.since(mark).stream().map(Answer::resolution).collect(Collectors.toSet());
	}

	private boolean isOver(List<Answer> answers) {
		return undecided().stream()
			.allMatch((half) -> answers.stream()
				.anyMatch((answer) -> answer.resolution() == TransactionResolution.UNKNOWN
						&& half.properties().containsValue(answer.attemptId())));
	}

	/**
	 * Goes on until nothing is in doubt, within bounds.
	 * @return how many rounds that took
	 */
	int untilDecided(RecordedAnswers answers) {
		int rounds = 0;
		while (!undecided().isEmpty() && rounds < MOST_ROUNDS) {
			round(answers);
			rounds++;
		}
		return rounds;
	}

}
