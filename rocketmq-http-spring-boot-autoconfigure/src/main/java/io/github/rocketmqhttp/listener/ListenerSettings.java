package io.github.rocketmqhttp.listener;

import java.time.Duration;

import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every listener, unless its annotation says something else.
 *
 * @param defaultTopic topic of listeners that name none; {@code null} or blank for none
 * @param defaultConsumerGroup group of listeners that name none; {@code null} or blank
 * for none
 * @param concurrency calls of one method side by side, 1 to {@value #MAX_CONCURRENCY}
 * @param batchSize most messages of one poll, 1 to 16
 * @param waitTime how long the broker holds an empty poll open, whole seconds from 0 to
 * 30
 * @param shutdownTimeout how long a stop waits for the messages in hand and for
 * acknowledgements
 * @param autoStartup whether listeners start with the application
 * @param virtualThreads whether methods are called by virtual threads; needs Java 21
 * @param missingTopicPolicy what to do when the broker does not know a topic or group
 * @param failures what holds for messages whose delivery fails
 */
public record ListenerSettings(@Nullable String defaultTopic, @Nullable String defaultConsumerGroup, int concurrency,
		int batchSize, Duration waitTime, Duration shutdownTimeout, boolean autoStartup, boolean virtualThreads,
		MissingTopicPolicy missingTopicPolicy, FailureSettings failures) {

	/** Most calls of one method side by side. */
	public static final int MAX_CONCURRENCY = 1024;

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range
	 */
	public ListenerSettings {
		defaultTopic = blankToNull(defaultTopic);
		defaultConsumerGroup = blankToNull(defaultConsumerGroup);
		requireConcurrency(concurrency);
		ProtocolLimits.requireBatchSize(batchSize);
		ProtocolLimits.requireWaitTime(waitTime);
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("The shutdown time-out of listeners is " + shutdownTimeout
					+ "; it must not be negative (property rocketmq-http.listener.shutdown-timeout).");
		}
	}

	static int requireConcurrency(int concurrency) {
		if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
			throw new IllegalArgumentException(
					"The concurrency " + concurrency + " is outside 1 to " + MAX_CONCURRENCY + " calls.");
		}
		return concurrency;
	}

	/**
	 * The same, but for two.
	 */
	ListenerSettings with(MissingTopicPolicy missingTopicPolicy, FailureSettings failures) {
		return new ListenerSettings(this.defaultTopic, this.defaultConsumerGroup, this.concurrency, this.batchSize,
				this.waitTime, this.shutdownTimeout, this.autoStartup, this.virtualThreads, missingTopicPolicy,
				failures);
	}

	private static @Nullable String blankToNull(@Nullable String name) {
		return (name == null || name.isBlank()) ? null : name;
	}

	/**
	 * Starts with the defaults: one call at a time, batches of 16, polls of 30 s, 10 s to
	 * stop.
	 * @return a builder, to be used by one thread
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Collects settings.
	 */
	public static final class Builder {

		private @Nullable String topic;

		private @Nullable String consumerGroup;

		private int concurrency = 1;

		private int batchSize = ProtocolLimits.MAX_BATCH_SIZE;

		private Duration waitTime = ProtocolLimits.MAX_WAIT_TIME;

		private Duration shutdownTimeout = Duration.ofSeconds(10);

		private boolean autoStartup = true;

		private boolean virtualThreads;

		private MissingTopicPolicy missingTopicPolicy = MissingTopicPolicy.WARN;

		private FailureSettings failures = FailureSettings.DEFAULTS;

		private Builder() {
		}

		/**
		 * Sets the names for listeners that have none of their own.
		 * @param topic the topic, {@code null} for none
		 * @param consumerGroup the group, {@code null} for none
		 * @return this builder
		 */
		public Builder defaults(@Nullable String topic, @Nullable String consumerGroup) {
			this.topic = topic;
			this.consumerGroup = consumerGroup;
			return this;
		}

		/**
		 * Sets how many calls of a method run side by side.
		 * @param concurrency a number from 1
		 * @return this builder
		 */
		public Builder concurrency(int concurrency) {
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Sets what a poll asks for.
		 * @param batchSize most messages, 1 to 16
		 * @param waitTime how long the broker holds it open, whole seconds from 0 to 30
		 * @return this builder
		 */
		public Builder polls(int batchSize, Duration waitTime) {
			this.batchSize = batchSize;
			this.waitTime = waitTime;
			return this;
		}

		/**
		 * Sets how long a stop waits.
		 * @param shutdownTimeout the time, not negative
		 * @return this builder
		 */
		public Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
			return this;
		}

		/**
		 * Sets whether listeners start with the application.
		 * @param autoStartup whether they do
		 * @return this builder
		 */
		public Builder autoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Sets whether methods are called by virtual threads.
		 * @param virtualThreads whether they are; needs Java 21
		 * @return this builder
		 */
		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		/**
		 * Sets what to do when the broker does not know a topic or group.
		 * @param missingTopicPolicy the policy
		 * @return this builder
		 */
		public Builder missingTopicPolicy(MissingTopicPolicy missingTopicPolicy) {
			this.missingTopicPolicy = missingTopicPolicy;
			return this;
		}

		/**
		 * Sets what holds for messages whose delivery fails.
		 * @param failures the settings
		 * @return this builder
		 */
		public Builder failures(FailureSettings failures) {
			this.failures = failures;
			return this;
		}

		/**
		 * Makes the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if one is outside its range
		 */
		public ListenerSettings build() {
			return new ListenerSettings(this.topic, this.consumerGroup, this.concurrency, this.batchSize, this.waitTime,
					this.shutdownTimeout, this.autoStartup, this.virtualThreads, this.missingTopicPolicy,
					this.failures);
		}

	}

}
