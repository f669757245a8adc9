package io.github.rocketmqhttp.broker;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the broker that ends waits. What fails on it is not kept in a future that
 * nothing asks.
 */
final class BrokerTimer extends ScheduledThreadPoolExecutor {

	private static final Logger logger = LoggerFactory.getLogger(BrokerTimer.class);

	private final FailureHandler failures;

	BrokerTimer(FailureHandler failures) {
		super(1, (task) -> {
			Thread thread = new Thread(task, "rocketmq-http-broker-timer");
			thread.setDaemon(true);
			return thread;
		});
		this.failures = failures;
		setRemoveOnCancelPolicy(true);
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable failure) {
		super.afterExecute(task, failure);
		if (failure != null) {
			failed(failure);
		}
		else if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
			check(future);
		}
	}

	private void check(Future<?> done) {
		try {
			done.get();
		}
		catch (CancellationException ex) {
			logger.trace("A task was cancelled at its end", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			failed((cause != null) ? cause : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void failed(Throwable failure) {
		if (failure instanceof Error) {
			this.failures.fail("an error on its timer", failure);
		}
		else {
			logger.error("A task of the broker's timer failed", failure);
		}
	}

}
