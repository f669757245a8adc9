package io.github.rocketmqhttp.reliability.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Lets transactions stand still where their scripts say so, until they are told to go on.
 */
final class Holds implements TransactionExecutionListener {

	private static final long LONGEST_SECONDS = 20;

	private static final ThreadLocal<@Nullable Script> CURRENT = new ThreadLocal<>();

	private final Map<Integer, CountDownLatch> held = new ConcurrentHashMap<>();

	private volatile IntConsumer report = (number) -> {
	};

	/**
	 * Sets who learns which transaction stands still.
	 */
	void reportTo(IntConsumer listener) {
		this.report = listener;
	}

	/**
	 * Says what the thread does from now on.
	 */
	void begin(Script script) {
		CURRENT.set(script);
	}

	void end() {
		CURRENT.remove();
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		reached(Hold.BEFORE_BEGIN);
	}

	/**
	 * Stands still if that is the place.
	 */
	void reached(Hold place) {
		Script script = CURRENT.get();
		if (script == null || script.hold() != place) {
			return;
		}
		CountDownLatch latch = new CountDownLatch(1);
		this.held.put(script.number(), latch);
		this.report.accept(script.number());
		try {
			if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody lets transaction " + script.number() + " go on");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while transaction " + script.number() + " stood still", ex);
		}
		finally {
			this.held.remove(script.number());
		}
	}

	void release(int number) {
		CountDownLatch latch = this.held.get(number);
		if (latch != null) {
			latch.countDown();
		}
	}

}
