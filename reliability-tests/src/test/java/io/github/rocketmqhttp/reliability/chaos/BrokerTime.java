package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the broker's time, so that back-checks come while transactions run, and lets
 * transactions go on that stood still until one had come. Used by one thread.
 */
final class BrokerTime {

	private static final Logger logger = LoggerFactory.getLogger(BrokerTime.class);

	/** Immunity time, and time between two checks. */
	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final int REPORTS_PER_MOVE = 40;

	private static final long LONGEST_HOLD_NANOS = Duration.ofSeconds(10).toNanos();

	/** Looking at the topic copies all it holds. */
	private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

	private final RocketMqHttpBroker broker;

	private final long seed;

	private final SplittableRandom random;

	private final Map<Integer, Held> held = new HashMap<>();

	private long lastLook = System.nanoTime();

	private int moves;

	private int checkedWhileHeld;

	BrokerTime(RocketMqHttpBroker broker, long seed) {
		this.broker = broker;
		this.seed = seed;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * Moves on now and then: far enough for a check, or not.
	 */
	void sometimes() {
		if (this.random.nextInt(REPORTS_PER_MOVE) == 0) {
			move(Duration.ofMillis(this.random.nextLong(1, INTERVAL.toMillis() * 3 / 2)));
		}
	}

	private void move(Duration by) {
		this.broker.advance(by);
		this.moves++;
	}

	/**
	 * Has everything checked that is undecided.
	 */
	void checkAll() {
		move(INTERVAL);
	}

	/**
	 * Takes care of a transaction that stands still.
	 */
	void hold(Instance instance, int transaction) {
		this.held.put(transaction, new Held(instance, System.nanoTime()));
		checkAll();
	}

	/**
	 * Lets those go on that have stood still long enough, after a check or without.
	 */
	void releaseHeld() {
		long now = System.nanoTime();
		if (this.held.isEmpty() || now - this.lastLook < LOOK_NANOS) {
			return;
		}
		this.lastLook = now;
		Set<Integer> checked = checked();
		this.held.entrySet().removeIf((entry) -> {
			long nanos = now - entry.getValue().since();
			boolean wasChecked = checked.contains(entry.getKey());
			boolean over = nanos > LONGEST_HOLD_NANOS
					|| (wasChecked && nanos > Script.of(this.seed, entry.getKey()).holdTime().toNanos());
			if (over) {
				this.checkedWhileHeld += wasChecked ? 1 : 0;
				logger.debug("Transaction {} goes on after {} ms, {} a back-check", entry.getKey(), nanos / 1_000_000,
						wasChecked ? "after" : "without");
				entry.getValue().instance().send(Command.Kind.RELEASE, entry.getKey());
			}
			return over;
		});
	}

	private Set<Integer> checked() {
		Set<Integer> numbers = new HashSet<>();
		for (MessageView half : undecided()) {
			if (half.times() > 0) {
				numbers.add(Integer.valueOf(half.body()));
			}
		}
		return numbers;
	}

	/**
	 * Forgets the transactions that stood still in a process that died.
	 */
	void forget(Instance instance) {
		this.held.values().removeIf((value) -> value.instance() == instance);
	}

	List<MessageView> undecided() {
		return this.broker.topic(ChaosApplication.TOPIC).half();
	}

	int moves() {
		return this.moves;
	}

	int checkedWhileHeld() {
		return this.checkedWhileHeld;
	}

	/**
	 * Where it stands still, and since when.
	 */
	private record Held(Instance instance, long since) {
	}

}
