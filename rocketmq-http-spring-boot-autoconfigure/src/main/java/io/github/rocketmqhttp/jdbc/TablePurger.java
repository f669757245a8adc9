package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Deletes rows that nobody can ask for any more, batch by batch on one thread of its own.
 * Instances of one application do not disturb each other: they start at random points of
 * the interval, and a row that is already gone is no failure.
 */
public final class TablePurger implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TablePurger.class);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final List<PurgedTable> tables;

	private final InstantSource clock;

	private final List<Future<?>> schedules = new ArrayList<>();

	private @Nullable ScheduledThreadPoolExecutor executor;

	private volatile boolean stopping;

	/**
	 * Creates the purger; it purges from start to stop.
	 * @param tables the tables
	 */
	public TablePurger(Collection<? extends PurgedTable> tables) {
		this(tables, InstantSource.system());
	}

	/**
	 * Creates the purger with a clock of its own.
	 * @param tables the tables
	 * @param clock tells how old rows are
	 */
	public TablePurger(Collection<? extends PurgedTable> tables, InstantSource clock) {
		this.tables = List.copyOf(tables);
		this.clock = clock;
	}

	@Override
	public synchronized void start() {
		if (this.executor != null || this.tables.isEmpty()) {
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("rocketmq-http-purge-");
		threads.setDaemon(true);
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);
		executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.stopping = false;
		this.schedules.clear();
		try {
			for (PurgedTable table : this.tables) {
				long interval = table.purgeInterval().toMillis();
				this.schedules.add(executor.scheduleWithFixedDelay(() -> purgeOrEnd(table),
						ThreadLocalRandom.current().nextLong(interval), interval, TimeUnit.MILLISECONDS));
			}
		}
		catch (RuntimeException | Error ex) {
			executor.shutdownNow();
			throw ex;
		}
		this.executor = executor;
	}

	/**
	 * Whatever gets through to here ends the schedule.
	 */
	private void purgeOrEnd(PurgedTable table) {
		try {
			purge(table);
		}
		catch (RuntimeException | Error ex) {
			// Without the failure: that it could not be logged is why it got through.
			logger.error("The purge of {} has ended by a defect, {}: start the application again", table.description(),
					ex.getClass().getName());
			throw ex;
		}
	}

	/**
	 * Purges one table until nothing old is left, or until the purger stops. A failure is
	 * logged.
	 * @param table the table; nothing is done unless it is
	 * {@linkplain PurgedTable#isPrepared() prepared}
	 */
	public void purge(PurgedTable table) {
		if (!table.isPrepared()) {
			return;
		}
		int total = 0;
		try {
			int deleted;
			do {
				deleted = table.purge(this.clock.instant());
				total += deleted;
			}
			while (deleted == table.purgeBatchSize() && !this.stopping);
		}
		catch (RuntimeException | Error ex) {
			// Whatever it is, it would end the schedule.
			logger.warn("Could not purge {}; it is tried again in {}", table.description(), table.purgeInterval(), ex);
		}
		if (total > 0) {
			logger.debug("Purged {} rows of {}", total, table.description());
		}
	}

	/**
	 * Ends after the batch that is under way. It is not interrupted at once: an interrupt
	 * closes the file of an H2 database under everybody's feet.
	 */
	@Override
	public void stop() {
		ScheduledThreadPoolExecutor executor = takeExecutor();
		if (executor == null) {
			return;
		}
		executor.shutdown();
		try {
			if (executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
			logger.warn("A purge still runs after {}; interrupting it", STOP_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		executor.shutdownNow();
	}

	private synchronized @Nullable ScheduledThreadPoolExecutor takeExecutor() {
		ScheduledThreadPoolExecutor executor = this.executor;
		this.executor = null;
		this.stopping = true;
		return executor;
	}

	/**
	 * Whether all tables are purged from time to time.
	 */
	@Override
	public synchronized boolean isRunning() {
		return this.executor != null && this.schedules.stream().noneMatch(Future::isDone);
	}

}
