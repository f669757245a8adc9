package io.github.rocketmqhttp.core;

import java.util.function.Supplier;

import io.github.rocketmqhttp.RocketMqHttpException;

import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.support.RetryTemplate;

/**
 * Runs blocking calls under a retry template and lets only the client's own exceptions
 * out.
 */
final class BlockingRetry {

	private final RetryTemplate retryTemplate;

	BlockingRetry(RetryTemplate retryTemplate) {
		this.retryTemplate = retryTemplate;
	}

	<T> T call(Supplier<T> attempt) {
		Attempts attempts = new Attempts();
		try {
			return this.retryTemplate.<T, RuntimeException>execute((context) -> {
				try {
					return attempt.get();
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

	void run(Runnable attempt) {
		call(() -> {
			attempt.run();
			return true;
		});
	}

}
