package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicView;

/**
 * Moves the broker's time, so that back-checks come while transactions run, and lets
 * transactions go on that stood still until one had come. Used by one thread.
 */
final class BrokerTime {

	/** Immunity time, and time between two checks. */
	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final int REPORTS_PER_MOVE = 40;

	private static final long LONGEST_HOLD_NANOS = Duration.ofSeconds(8).toNanos();

	/** Looking at the topic copies all it holds. */
	private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

	private final RocketMqHttpBroker broker;

	private final long seed;

	private final SplittableRandom random;

	private final Map<Integer, Held> held = new HashMap<>();

	/** Those for which time has moved. */
	private final Set<Integer> due = new HashSet<>();

	private long dueSince;

	private long lastLook = System.nanoTime();

	private int moves;

	private int checkedWhileHeld;

	BrokerTime(RocketMqHttpBroker broker, long seed) {
		this.broker = broker;
		this.seed = seed;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * Moves on now and then: far enough for a check, or not. Not while transactions stand
	 * still, since that would end the life of the handles that their checks have.
	 */
	void sometimes() {
		if (this.random.nextInt(REPORTS_PER_MOVE) == 0 && this.held.isEmpty()) {
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
	void hold(Command.Receiver instance, int transaction) {
		this.held.put(transaction, new Held(instance, System.nanoTime()));
	}

	/**
	 * Lets those go on that have stood still long enough, after a check or without, and
	 * then has the others checked.
	 */
	void releaseHeld() {
		long now = System.nanoTime();
		if (this.held.isEmpty() || now - this.lastLook < LOOK_NANOS) {
			return;
		}
		this.lastLook = now;
		Set<Integer> checked = checked();
		this.held.entrySet().removeIf((entry) -> {
			boolean wasChecked = this.due.contains(entry.getKey()) && checked.contains(entry.getKey());
			boolean over = now - entry.getValue().since() > LONGEST_HOLD_NANOS
					|| (wasChecked && now - this.dueSince > holdNanos(entry.getKey()));
			if (over) {
				this.checkedWhileHeld += wasChecked ? 1 : 0;
				entry.getValue().instance().send(Command.Kind.RELEASE, entry.getKey());
			}
			return over;
		});
		this.due.retainAll(this.held.keySet());
		if (this.due.isEmpty() && !this.held.isEmpty()) {
			this.due.addAll(this.held.keySet());
			this.dueSince = now;
			checkAll();
		}
	}

	private long holdNanos(int transaction) {
		return Script.of(this.seed, transaction).holdTime().toNanos();
	}

	/**
	 * The transactions that a back-check has asked about. The answer to one that has not
	 * begun is certain: its fence rolls the half message back at once.
	 */
	private Set<Integer> checked() {
		TopicView topic = this.broker.topic(ChaosApplication.TOPIC);
		return Stream.concat(topic.half().stream(), topic.rolledBack().stream())
			.filter((message) -> message.times() > 0)
			.map((message) -> Integer.valueOf(message.body()))
			.collect(Collectors.toSet());
	}

	/**
	 * Forgets the transactions that stood still in a process that died.
	 */
	void forget(Command.Receiver instance) {
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
	private record Held(Command.Receiver instance, long since) {
	}

}
