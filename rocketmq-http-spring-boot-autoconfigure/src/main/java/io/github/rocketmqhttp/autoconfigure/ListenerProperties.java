package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code rocketmq-http.listener.*}, checked.
 *
 * @param concurrency calls of one listener method that run side by side.
 * @param batchSize most messages of one poll, 1 to 16.
 * @param waitTime how long the broker holds an empty poll open, whole seconds from 0s to
 * 30s.
 * @param shutdownTimeout how long stopping waits for the messages under way.
 * @param autoStartup whether listeners start with the application.
 * @param missingTopicPolicy what a listener does when the broker does not know its topic
 * or group: fail stops it, warn and retry keep asking.
 * @param deadLetterTopic topic, of type normal, for messages that another delivery would
 * not help. Without it they are reported and come back until the broker gives up.
 * @param notRetryable exceptions after which another delivery would not help. Messages
 * that cannot be read or are not valid always count as such.
 * @param retry tries of one call before its delivery counts as failed
 * @param inbox the inbox of idempotent listeners
 */
public record ListenerProperties(@DefaultValue("1") int concurrency, @DefaultValue("16") int batchSize,
		@DefaultValue("30s") Duration waitTime, @DefaultValue("10s") Duration shutdownTimeout,
		@DefaultValue("true") boolean autoStartup, @DefaultValue("warn") MissingTopicPolicy missingTopicPolicy,
		@Nullable String deadLetterTopic, @DefaultValue List<Class<? extends Throwable>> notRetryable,
		@DefaultValue Retry retry, @DefaultValue InboxProperties inbox) {

	/**
	 * Checks.
	 */
	public ListenerProperties {
		PropertyRules.between("rocketmq-http.listener.concurrency", concurrency, 1, ListenerSettings.MAX_CONCURRENCY);
		PropertyRules.between("rocketmq-http.listener.batch-size", batchSize, 1, ProtocolLimits.MAX_BATCH_SIZE);
		PropertyRules.seconds("rocketmq-http.listener.wait-time", waitTime, Duration.ZERO,
				ProtocolLimits.MAX_WAIT_TIME);
		PropertyRules.between("rocketmq-http.listener.shutdown-timeout", shutdownTimeout, Duration.ZERO,
				PropertyRules.LONGEST);
		deadLetterTopic = PropertyRules.nameOrNull("rocketmq-http.listener.dead-letter-topic", deadLetterTopic);
		notRetryable = List.copyOf(notRetryable);
	}

	/**
	 * Tries of one call of a listener method.
	 *
	 * @param maxAttempts most tries, the first included. 1 leaves it to redelivery.
	 * @param initialInterval pause before the second try, before jitter.
	 * @param multiplier by what the pause grows from try to try.
	 * @param maxInterval longest pause between two tries.
	 */
	public record Retry(@DefaultValue("1") int maxAttempts, @DefaultValue("100ms") Duration initialInterval,
			@DefaultValue("2.0") double multiplier, @DefaultValue("2s") Duration maxInterval) {

		/**
		 * Checks.
		 */
		public Retry {
			PropertyRules.retry("rocketmq-http.listener.retry.", maxAttempts, initialInterval, multiplier, maxInterval);
		}

	}

	/**
	 * The inbox, which lets a message take effect once.
	 *
	 * @param enabled whether there is an inbox for idempotent listeners. It lives in the
	 * database of the business, so it needs a data source and its transaction manager.
	 * @param tableName table of the inbox, possibly with its schema in front.
	 * @param initializeSchema when the table is created: embedded in in-memory databases,
	 * always, or never.
	 * @param waitTimeout how long a message waits for another transaction that is just
	 * handling it, whole seconds from 1s to 30s. After that it comes back.
	 * @param retention how long rows are kept, at least 25h: a message can be delivered
	 * again for 24 h, and longer when nobody consumed for a while.
	 * @param purgeInterval time between two purges of old rows.
	 * @param purgeBatchSize most rows that are deleted at a time.
	 */
	public record InboxProperties(@DefaultValue("true") boolean enabled,
			@DefaultValue(JdbcInboxSettings.DEFAULT_TABLE_NAME) String tableName,
			@DefaultValue("embedded") SchemaInitialization initializeSchema, @DefaultValue("5s") Duration waitTimeout,
			@DefaultValue("96h") Duration retention, @DefaultValue("10m") Duration purgeInterval,
			@DefaultValue("500") int purgeBatchSize) {

		/**
		 * Checks.
		 */
		public InboxProperties {
			String prefix = "rocketmq-http.listener.inbox.";
			PropertyRules.tableName(prefix + "table-name", tableName, JdbcInboxSettings.DEFAULT_TABLE_NAME);
			PropertyRules.seconds(prefix + "wait-timeout", waitTimeout, Duration.ofSeconds(1),
					JdbcInboxSettings.MAX_WAIT_TIMEOUT);
			PropertyRules.between(prefix + "retention", retention, JdbcInboxSettings.MIN_RETENTION,
					Duration.ofDays(3650));
			PropertyRules.purge(prefix, purgeInterval, purgeBatchSize);
		}

	}

}
