package io.github.rocketmqhttp.transaction.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Lets a database alone for some seconds after it has not answered, so that those who
 * need others, too, do not wait for it again and again. Afterwards one of them tries.
 * Safe for concurrent use.
 */
final class Rest {

	private static final long NANOS = TimeUnit.SECONDS.toNanos(15);

	private static final long AWAKE = 0;

	private final LongSupplier clock;

	/** By the clock. */
	private final AtomicLong until = new AtomicLong(AWAKE);

	Rest() {
		this(System::nanoTime);
	}

	/**
	 * Creates it with a clock of its own.
	 * @param clock nanoseconds since any moment
	 */
	Rest(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Asks, unless the database rests.
	 * @throws TransientDataAccessResourceException if it rests
	 * @throws RuntimeException if it does not answer
	 */
	<T> T ask(Supplier<T> question) {
		long end = this.until.get();
		if (end != AWAKE && (this.clock.getAsLong() - end < 0 || !this.until.compareAndSet(end, end()))) {
			throw new TransientDataAccessResourceException(
					"The database did not answer a moment ago, so it is not asked again at once");
		}
		try {
			T answer = question.get();
			this.until.set(AWAKE);
			return answer;
		}
		catch (RuntimeException ex) {
			this.until.set(end());
			throw ex;
		}
	}

	private long end() {
		long end = this.clock.getAsLong() + NANOS;
		return (end != AWAKE) ? end : 1;
	}

}
