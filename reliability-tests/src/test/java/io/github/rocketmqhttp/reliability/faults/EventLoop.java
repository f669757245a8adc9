package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for channels and for time. Handlers and timers run on it, one
 * after the other, so what they share needs no lock.
 */
final class EventLoop implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EventLoop.class);

	private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

	private final Selector selector;

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));

	private final Thread thread;

	private volatile boolean closed;

	EventLoop(String name) throws IOException {
		this.selector = Selector.open();
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Calls the handler when the channel is ready. Before the start, or on the loop's
	 * thread.
	 */
	SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
		channel.configureBlocking(false);
		return channel.register(this.selector, operations, handler);
	}

	/**
	 * Runs a task later. On the loop's thread only.
	 */
	void schedule(Duration delay, Runnable task) {
		this.timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
	}

	private void run() {
		while (!this.closed) {
			try {
				this.selector.select(this::handle, millisToNextTimer());
				runTimers();
			}
			catch (IOException | RuntimeException ex) {
				logger.error("The fault proxy's loop failed and goes on", ex);
			}
		}
		release();
	}

	private long millisToNextTimer() {
		Timer next = this.timers.peek();
		return (next == null) ? 0 : Math.max(1, (next.due() - System.nanoTime()) / 1_000_000);
	}

	private void handle(SelectionKey key) {
		((Handler) key.attachment()).ready();
	}

	private void runTimers() {
		long now = System.nanoTime();
		for (Timer next = this.timers.peek(); next != null && next.due() - now <= 0; next = this.timers.peek()) {
			this.timers.remove();
			next.task().run();
		}
	}

	private void release() {
		for (SelectionKey key : List.copyOf(this.selector.keys())) {
			close(key.channel());
		}
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.warn("The fault proxy's selector did not close", ex);
		}
	}

	private static void close(SelectableChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.warn("A connection of the fault proxy did not close", ex);
		}
	}

	/**
	 * Closes all channels and ends the thread.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			this.selector.wakeup();
			this.thread.join(LONGEST_STOP.toMillis());
		}
		catch (ClosedSelectorException ex) {
			logger.debug("The fault proxy was closed before", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.thread.isAlive()) {
			logger.warn("The fault proxy's thread still runs");
		}
	}

	private record Timer(long due, Runnable task) {
	}

	/**
	 * What a ready channel is handed to.
	 */
	interface Handler {

		/**
		 * The channel can do something that was asked for. Does not block and does not
		 * throw what belongs to the channel alone.
		 */
		void ready();

	}

}
