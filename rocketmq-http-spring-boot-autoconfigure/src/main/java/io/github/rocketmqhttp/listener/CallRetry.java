package io.github.rocketmqhttp.listener;

import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.core.RetrySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.support.RetryTemplate;

/**
 * Tries a call several times before its delivery counts as failed. Exceptions that make a
 * message not worth another delivery are not worth another try either.
 */
final class CallRetry {

	private static final Logger logger = LoggerFactory.getLogger(CallRetry.class);

	private final RetryTemplate template;

	private final String listenerId;

	CallRetry(String listenerId, FailureSettings settings) {
		this.listenerId = listenerId;
		RetrySettings retry = settings.retry();
		this.template = (retry.maxAttempts() == 1) ? RetryTemplate.builder().maxAttempts(1).noBackoff().build()
				: RetryTemplate.builder()
					.maxAttempts(retry.maxAttempts())
					.exponentialBackoff(retry.initialInterval().toMillis(), Math.max(1.001, retry.multiplier()),
							Math.max(retry.maxInterval().toMillis(), retry.initialInterval().toMillis() + 1), true)
					.retryOn(settings::isRetryable)
					.build();
	}

	/**
	 * Calls.
	 * @param call the call
	 * @param goOn asked before each further try
	 * @return what the last try gave
	 * @throws Throwable what the last try threw
	 */
	<T> T run(Call<T> call, BooleanSupplier goOn) throws Throwable {
		Throwable[] last = new Throwable[1];
		try {
			return this.template.<T, Throwable>execute((context) -> {
				Throwable before = last[0];
				if (before != null && !goOn.getAsBoolean()) {
					context.setExhaustedOnly();
					throw before;
				}
				try {
					return call.run();
				}
				catch (Throwable ex) {
					last[0] = ex;
					logger.debug("Listener {} failed in try {}", this.listenerId, context.getRetryCount() + 1, ex);
					throw ex;
				}
			});
		}
		catch (BackOffInterruptedException ex) {
			// The wait was interrupted, so the listener stops; the reason is the failure.
			Throwable before = last[0];
			throw (before != null) ? before : ex;
		}
	}

	/**
	 * One try.
	 *
	 * @param <T> what it gives
	 */
	@FunctionalInterface
	interface Call<T> {

		/**
		 * Tries.
		 */
		T run() throws Throwable;

	}

}
