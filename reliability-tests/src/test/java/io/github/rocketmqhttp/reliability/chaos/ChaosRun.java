package io.github.rocketmqhttp.reliability.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.FaultProxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Has two instances work off the transactions of a run, kills and restarts them, moves
 * the broker's time, and closes the ledger when everything has come to rest.
 */
final class ChaosRun implements AutoCloseable, Instance.Sink {

	private static final Logger logger = LoggerFactory.getLogger(ChaosRun.class);

	private static final Duration BLACK_HOLE = Duration.ofMillis(1500);

	private static final int MOST_ROUNDS = 50;

	private static final Duration ROUND = Duration.ofSeconds(3);

	private static final Duration TIME_TO_START = Duration.ofSeconds(90);

	private static final long TICK_MILLIS = 20;

	private static final int MOST_EVENTS = 10_000;

	private final ChaosSettings settings;

	private final TestDatabase database;

	private final RocketMqHttpBroker broker;

	private final FaultProxy proxy;

	private final Deliveries deliveries;

	private final BrokerTime time;

	private final List<Instance> instances;

	private final Kills kills;

	private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MOST_EVENTS);

	private final Map<Integer, String> ends = new TreeMap<>();

	private int handedOut;

	private volatile boolean stopping;

	ChaosRun(ChaosSettings settings, TestDatabase database) throws IOException {
		this.settings = settings;
		this.database = database;
		new JdbcTemplate(database.dataSource()).execute(OrderService.CREATE_TABLE);
		this.broker = RocketMqHttpBroker.builder()
			.topic(ChaosApplication.TOPIC, TopicType.TRANSACTION)
			.invisibleTime(Duration.ofHours(12))
			.start();
		this.proxy = FaultProxy.start(this.broker.endpoint(), settings.networkFaults(), BLACK_HOLE,
				FaultProxy.LONGEST_DELAY);
		this.deliveries = new Deliveries(this.broker);
		this.time = new BrokerTime(this.broker, settings.seed());
		this.instances = List.of(instance(1), instance(2));
		this.kills = new Kills(new SplittableRandom(settings.seed()), settings);
	}

	private Instance instance(int number) {
		return new Instance(number, this.settings, this.database, this.proxy.endpoint(), this);
	}

	/**
	 * Performs the run.
	 * @throws IllegalStateException if it does not come to an end in time, or an instance
	 * ends by itself
	 */
	ChaosResult perform() throws IOException, InterruptedException {
		long start = System.nanoTime();
		for (Instance instance : this.instances) {
			instance.start();
		}
		work();
		int rounds = settle();
		this.stopping = true;
		for (Instance instance : this.instances) {
			instance.stop();
		}
		Ledger ledger = new Ledger(this.settings.seed(), this.ends, orders(), this.deliveries.byName());
		return new ChaosResult(this.settings, ledger, this.time.undecided().size(), this.kills.count(), rounds,
				this.time.moves(), this.time.checkedWhileHeld(), this.proxy.counts(),
				this.instances.stream().map(Instance::faults).toList(), this.broker.topic(ChaosApplication.TOPIC),
				Duration.ofNanos(System.nanoTime() - start));
	}

	private Set<Integer> orders() {
		return new HashSet<>(
				new JdbcTemplate(this.database.dataSource()).queryForList(OrderService.SELECT, Integer.class));
	}

	private void work() throws IOException, InterruptedException {
		Duration limit = TIME_TO_START.plus(Duration.ofMillis(100L * this.settings.transactions()));
		if (!pump(limit, () -> this.ends.size() == this.settings.transactions())) {
			throw new IllegalStateException("Only " + this.ends.size() + " transactions have ended after " + limit);
		}
	}

	/**
	 * Lets everything be well, and time pass until nothing is in doubt.
	 * @return how many back-check rounds that took
	 */
	private int settle() throws IOException, InterruptedException {
		this.proxy.calm();
		if (!pump(TIME_TO_START, () -> this.instances.stream().allMatch(Instance::isReady))) {
			throw new IllegalStateException("Not all instances are alive again after " + TIME_TO_START);
		}
		this.instances.forEach((instance) -> instance.send(Command.Kind.CALM, 0));
		int rounds = 0;
		while (!this.time.undecided().isEmpty() && rounds < MOST_ROUNDS) {
			this.time.checkAll();
			rounds++;
			pump(ROUND, () -> this.time.undecided().isEmpty());
		}
		if (!pump(TIME_TO_START, this.deliveries::isComplete)) {
			throw new IllegalStateException("The consumer is not through after " + TIME_TO_START);
		}
		return rounds;
	}

	/**
	 * Handles what happens until a condition holds.
	 * @return whether it holds
	 */
	private boolean pump(Duration limit, BooleanSupplier condition) throws IOException, InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			Event event = this.events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
			if (event != null) {
				handle(event);
			}
			this.instances.forEach(this::feed);
			this.time.releaseHeld();
		}
		return true;
	}

	private void feed(Instance instance) {
		while (instance.takesMore() && this.handedOut < this.settings.transactions()) {
			this.handedOut++;
			instance.run(this.handedOut);
		}
	}

	private void handle(Event event) throws IOException {
		Report report = event.report();
		if (report == null) {
			restart(event.instance());
			return;
		}
		event.instance().note(report);
		switch (report.kind()) {
			case READY -> logger.info("{} is ready", event.instance());
			case HELD -> this.time.hold(event.instance(), report.number());
			case ENDED -> ended(report);
		}
	}

	private void ended(Report report) {
		this.ends.put(report.number(), report.outcome());
		this.time.sometimes();
		this.kills.victim(this.ends.size(), this.instances).ifPresent(Instance::kill);
	}

	private void restart(Instance instance) throws IOException {
		if (!instance.isKilled()) {
			throw new IllegalStateException(instance + " has ended by itself; see its log in target/chaos");
		}
		this.time.forget(instance);
		instance.takeUnfinished().forEach((number) -> this.ends.put(number, Outcome.DIED));
		instance.start();
	}

	@Override
	public void said(Instance instance, Report report) {
		add(new Event(instance, report));
	}

	@Override
	public void ended(Instance instance) {
		if (!this.stopping) {
			add(new Event(instance, null));
		}
	}

	private void add(Event event) {
		try {
			this.events.put(event);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.stopping = true;
		this.instances.forEach(Instance::close);
		this.deliveries.close();
		this.proxy.close();
		this.broker.close();
	}

	/**
	 * What an instance said; without a report it has ended.
	 */
	private record Event(Instance instance, @Nullable Report report) {
	}

}
