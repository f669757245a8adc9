package io.github.rocketmqhttp.core;

import io.github.rocketmqhttp.RocketMqHttpException;

import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.ExponentialRandomBackOffPolicy;
import org.springframework.retry.policy.CompositeRetryPolicy;
import org.springframework.retry.policy.MaxAttemptsRetryPolicy;
import org.springframework.retry.policy.PredicateRetryPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * Builds retry templates that know which failures of the client are worth a retry.
 */
public final class RetryPolicies {

	private RetryPolicies() {
	}

	/**
	 * Builds a template with exponential back-off and jitter that retries nothing but
	 * {@linkplain RocketMqHttpException#isRetryable() retryable} failures.
	 * @param settings how often and how long
	 * @return the template; a {@link RocketMqHttpTemplate} made with it retries
	 * asynchronous calls by the same settings
	 */
	public static RetryTemplate retryTemplate(RetrySettings settings) {
		return new SettingsRetryTemplate(settings);
	}

	static RetrySettings settingsOf(RetryTemplate template) {
		return (template instanceof SettingsRetryTemplate known) ? known.settings : RetrySettings.DEFAULTS;
	}

	static ExponentialRandomBackOffPolicy backOffPolicy(RetrySettings settings) {
		ExponentialRandomBackOffPolicy policy = new ExponentialRandomBackOffPolicy();
		policy.setInitialInterval(settings.initialInterval().toMillis());
		policy.setMultiplier(settings.multiplier());
		policy.setMaxInterval(settings.maxInterval().toMillis());
		return policy;
	}

	static boolean isRetryable(Throwable failure) {
		return failure instanceof RocketMqHttpException ours && ours.isRetryable();
	}

	/**
	 * Remembers its settings, which a plain template hides.
	 */
	private static final class SettingsRetryTemplate extends RetryTemplate {

		private final RetrySettings settings;

		SettingsRetryTemplate(RetrySettings settings) {
			this.settings = settings;
			CompositeRetryPolicy both = new CompositeRetryPolicy();
			both.setPolicies(new RetryPolicy[] { new MaxAttemptsRetryPolicy(settings.maxAttempts()),
					new PredicateRetryPolicy((failure) -> failure == null || isRetryable(failure)) });
			setRetryPolicy(both);
			ExponentialRandomBackOffPolicy pauses = backOffPolicy(settings);
			pauses.setSleeper(new BlockingRetry.DeadlineSleeper());
			setBackOffPolicy(pauses);
		}

	}

}
