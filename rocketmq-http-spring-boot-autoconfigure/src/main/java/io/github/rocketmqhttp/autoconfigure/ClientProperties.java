package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;

import io.github.rocketmqhttp.core.PublishLimits;
import io.github.rocketmqhttp.core.RetrySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code rocketmq-http.client.*}. Whoever binds them checks them, because
 * the same group belongs to each instance.
 *
 * @param connectTimeout longest time to open a connection.
 * @param responseTimeout longest silence of the service before its answer is complete. A
 * poll waits for its wait time and the poll margin instead. However slowly an answer
 * arrives, a call ends when this, the connect-timeout and the connection-request-timeout
 * have passed.
 * @param connectionRequestTimeout longest time to wait for a free connection.
 * @param pollMargin what a poll waits beyond the time that the broker may hold it.
 * @param maxConnections most connections at a time. Every running poll occupies one.
 * @param maxResponseSize largest answer that is read.
 * @param escapeProperties whether characters of message properties that the wire forbids
 * are percent-encoded. Switch it off for consumers that do not know the encoding; such
 * characters are refused then.
 * @param drainTimeout how long closing waits for running calls.
 * @param ssl TLS of an https endpoint
 * @param proxy the HTTP proxy that requests go through
 * @param retry retries of failed calls
 * @param publish limits of publishing
 */
public record ClientProperties(@DefaultValue("5s") Duration connectTimeout,
		@DefaultValue("10s") Duration responseTimeout, @DefaultValue("5s") Duration connectionRequestTimeout,
		@DefaultValue("5s") Duration pollMargin, @DefaultValue("256") int maxConnections,
		@DefaultValue("80MB") DataSize maxResponseSize, @DefaultValue("true") boolean escapeProperties,
		@DefaultValue("5s") Duration drainTimeout, @DefaultValue Ssl ssl,
		@DefaultValue @NestedConfigurationProperty ProxyProperties proxy, @DefaultValue Retry retry,
		@DefaultValue Publish publish) {

	private static final Duration LONGEST_PUBLISH = Duration.ofMinutes(5);

	/**
	 * The limits of publishing.
	 */
	PublishLimits publishLimits() {
		return this.publish.limits(this.maxConnections);
	}

	/**
	 * Checks the values.
	 * @param prefix what their names begin with
	 */
	void check(String prefix) {
		PropertyRules.between(prefix + "connect-timeout", this.connectTimeout, PropertyRules.SHORTEST,
				PropertyRules.LONGEST);
		PropertyRules.between(prefix + "response-timeout", this.responseTimeout, PropertyRules.SHORTEST,
				PropertyRules.LONGEST);
		PropertyRules.between(prefix + "connection-request-timeout", this.connectionRequestTimeout,
				PropertyRules.SHORTEST, PropertyRules.LONGEST);
		PropertyRules.between(prefix + "poll-margin", this.pollMargin, PropertyRules.SHORTEST, PropertyRules.LONGEST);
		PropertyRules.between(prefix + "max-connections", this.maxConnections, 1, 65_536);
		PropertyRules.size(prefix + "max-response-size", this.maxResponseSize, DataSize.ofKilobytes(1),
				DataSize.ofGigabytes(1));
		PropertyRules.between(prefix + "drain-timeout", this.drainTimeout, Duration.ZERO, PropertyRules.LONGEST);
		this.proxy.check(prefix + "proxy.");
		this.retry.check(prefix + "retry.");
		this.publish.check(prefix, this);
	}

	/**
	 * TLS of an https endpoint. Certificate and host name are verified in any case.
	 *
	 * @param bundle name of the SSL bundle that says whom to trust and which key to show.
	 * Without one, the trust store of the Java runtime is used. When the bundle is
	 * reloaded, new connections use its new content.
	 */
	public record Ssl(@Nullable String bundle) {

		/**
		 * Checks. Blank text counts as absent.
		 */
		public Ssl {
			bundle = PropertyRules.textOrNull(bundle);
		}

	}

	/**
	 * Retries of calls that failed in a way that may pass.
	 *
	 * @param maxAttempts most attempts of one call, the first included. 1 switches
	 * retries off.
	 * @param initialInterval pause before the second attempt, before jitter.
	 * @param multiplier by what the pause grows from attempt to attempt.
	 * @param maxInterval longest pause between two attempts.
	 */
	public record Retry(@DefaultValue("3") int maxAttempts, @DefaultValue("100ms") Duration initialInterval,
			@DefaultValue("2.0") double multiplier, @DefaultValue("2s") Duration maxInterval) {

		void check(String prefix) {
			PropertyRules.retry(prefix, this.maxAttempts, this.initialInterval, this.multiplier, this.maxInterval);
		}

		/**
		 * Hands the settings over.
		 */
		RetrySettings settings() {
			return new RetrySettings(this.maxAttempts, this.initialInterval, this.multiplier, this.maxInterval);
		}

	}

	/**
	 * What publishing may cost callers while the broker does not answer.
	 *
	 * @param timeout longest time of a publish, with all attempts and the pauses between
	 * them. An attempt waits for the response timeout, or for what is left of this time
	 * if that is less.
	 * @param transactionTimeout longest time of a publish while a local transaction runs
	 * on the thread and holds a database connection, and of telling the broker how a
	 * transaction has ended. 2s by default, or the timeout if that is less.
	 * @param maxConcurrent maximum number of callers that wait for a publish at the same
	 * time. Further ones fail at once. 100 by default, or max-connections if that is
	 * less.
	 * @param failureThreshold number of calls in a row without any answer after which
	 * calls fail at once, until the broker answers again. 0 switches that off.
	 * @param probeInterval time for which calls fail at once, before one of them is let
	 * through to find out whether the broker is back.
	 */
	public record Publish(@DefaultValue("5s") Duration timeout, @Nullable Duration transactionTimeout,
			@Nullable Integer maxConcurrent, @DefaultValue("5") int failureThreshold,
			@DefaultValue("1s") Duration probeInterval) {

		void check(String client, ClientProperties properties) {
			String prefix = client + "publish.";
			PropertyRules.between(prefix + "timeout", this.timeout, PropertyRules.SHORTEST, LONGEST_PUBLISH);
			if (this.transactionTimeout != null) {
				PropertyRules.between(prefix + "transaction-timeout", this.transactionTimeout, PropertyRules.SHORTEST,
						LONGEST_PUBLISH);
				if (this.transactionTimeout.compareTo(this.timeout) > 0) {
					throw InvalidConfigurationException.of(prefix + "transaction-timeout",
							PropertyRules.print(this.transactionTimeout),
							"at most " + prefix + "timeout, which is " + PropertyRules.print(this.timeout));
				}
			}
			if (this.maxConcurrent != null) {
				PropertyRules.between(prefix + "max-concurrent", this.maxConcurrent, 1, 65_536);
				if (this.maxConcurrent > properties.maxConnections()) {
					throw InvalidConfigurationException.of(prefix + "max-concurrent", this.maxConcurrent,
							"at most " + client + "max-connections, which is " + properties.maxConnections());
				}
			}
			PropertyRules.between(prefix + "failure-threshold", this.failureThreshold, 0, 1_000);
			PropertyRules.between(prefix + "probe-interval", this.probeInterval, PropertyRules.SHORTEST,
					Duration.ofHours(1));
			Duration pause = properties.retry().initialInterval();
			if (properties.retry().maxAttempts() > 1 && pause.compareTo(this.timeout) >= 0) {
				throw InvalidConfigurationException.of(prefix + "timeout", PropertyRules.print(this.timeout),
						"more than " + client + "retry.initial-interval, which is " + PropertyRules.print(pause)
								+ ", or " + client + "retry.max-attempts to 1: no attempt could follow the first one");
			}
		}

		/**
		 * Hands the limits over.
		 */
		PublishLimits limits(int maxConnections) {
			PublishLimits defaults = PublishLimits.DEFAULTS;
			Duration inTransaction = (this.transactionTimeout != null) ? this.transactionTimeout
					: (defaults.transactionTimeout().compareTo(this.timeout) < 0) ? defaults.transactionTimeout()
							: this.timeout;
			int callers = (this.maxConcurrent != null) ? this.maxConcurrent
					: Math.min(defaults.maxConcurrent(), maxConnections);
			return new PublishLimits(this.timeout, inTransaction, callers, this.failureThreshold, this.probeInterval);
		}

	}

}
