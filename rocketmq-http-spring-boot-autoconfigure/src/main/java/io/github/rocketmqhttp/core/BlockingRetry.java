package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.ThreadWaitSleeper;
import org.springframework.retry.support.RetrySynchronizationManager;
import org.springframework.retry.support.RetryTemplate;

/**
 * Runs blocking calls under a retry template and lets only the client's own exceptions
 * out.
 */
final class BlockingRetry {

	private static final String DEADLINE = Deadline.class.getName();

	private final RetryTemplate retryTemplate;

	BlockingRetry(RetryTemplate retryTemplate) {
		this.retryTemplate = retryTemplate;
	}

	<T> T call(Supplier<T> attempt) {
		return call(Deadline.NONE, (left) -> attempt.get());
	}

	/**
	 * Makes the attempts of a call by a deadline.
	 * @param attempt gets the time that is left for it, {@code null} if that is no matter
	 */
	<T> T call(Deadline deadline, Function<@Nullable Duration, T> attempt) {
		Attempts attempts = new Attempts();
		try {
			return this.retryTemplate.<T, RuntimeException>execute((context) -> {
				RocketMqHttpException before = attempts.last();
				if (before != null && !deadline.allows(Duration.ZERO)) {
					context.setExhaustedOnly();
					throw before;
				}
				context.setAttribute(DEADLINE, deadline);
				try {
					return attempt.apply(deadline.left());
				}
				catch (RocketMqHttpException ex) {
					attempts.failed(ex);
					throw ex;
				}
			});
		}
		catch (BackOffInterruptedException ex) {
			// The thread is still marked as interrupted; the caller learns why we waited.
			RocketMqHttpException last = attempts.last();
			if (last == null) {
				throw ex;
			}
			last.addSuppressed(ex);
			throw last;
		}
	}

	/**
	 * Waits between attempts, unless there is no time left for another one.
	 */
	static final class DeadlineSleeper implements Sleeper {

		private static final long serialVersionUID = 1L;

		private final Sleeper sleeper = new ThreadWaitSleeper();

		@Override
		public void sleep(long backOffPeriod) throws InterruptedException {
			RetryContext context = RetrySynchronizationManager.getContext();
			if (context != null && context.getAttribute(DEADLINE) instanceof Deadline deadline
					&& !deadline.allows(Duration.ofMillis(backOffPeriod))) {
				context.setExhaustedOnly();
				return;
			}
			this.sleeper.sleep(backOffPeriod);
		}

	}

}
