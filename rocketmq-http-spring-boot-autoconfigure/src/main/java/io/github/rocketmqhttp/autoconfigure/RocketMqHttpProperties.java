package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.transaction.CompletionMode;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code rocketmq-http.*}, checked.
 *
 * @param enabled whether there is anything of this at all. If it is false, nothing is
 * sent or received, and methods with transactional messages are plain transactions.
 * @param endpoint HTTP address of the instance: scheme and host, without a path. Required
 * unless the embedded broker is enabled.
 * @param instanceId id of the instance, sent as namespace. Leave it out for an instance
 * that has none.
 * @param accessKeyId public half of the key pair. Without a pair among the properties,
 * the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET
 * and ALIBABA_CLOUD_SECURITY_TOKEN are read.
 * @param accessKeySecret secret half of the key pair.
 * @param securityToken token of temporary (STS) credentials.
 * @param topic default topic of messages, transactional messages and listeners.
 * @param consumerGroup default consumer group of listeners and of the back-check.
 * @param instances further instances of the service, with endpoints and credentials of
 * their own, by the name that annotations and qualifiers select them by.
 * @param client the HTTP client
 * @param transaction transactional messages
 * @param listener message listeners
 * @param broker the embedded broker
 * @param health when the health is degraded or down
 */
@ConfigurationProperties(prefix = "rocketmq-http", ignoreUnknownFields = false)
public record RocketMqHttpProperties(@DefaultValue("true") boolean enabled, @Nullable String endpoint,
		@Nullable String instanceId, @Nullable String accessKeyId, @Nullable String accessKeySecret,
		@Nullable String securityToken, @Nullable String topic, @Nullable String consumerGroup,
		@DefaultValue Map<String, InstanceProperties> instances,
		@DefaultValue @NestedConfigurationProperty ClientProperties client, @DefaultValue Transaction transaction,
		@DefaultValue @NestedConfigurationProperty ListenerProperties listener, @DefaultValue Broker broker,
		@DefaultValue @NestedConfigurationProperty HealthProperties health) {

	static final String INSTANCES = "rocketmq-http.instances";

	/**
	 * Checks. Blank text counts as absent.
	 */
	public RocketMqHttpProperties {
		if (!enabled) {
			// The conditions have decided otherwise, earlier or by another spelling.
			throw new InvalidConfigurationException(
					"The property '" + Disabled.PROPERTY
							+ "' says no, and the application has been put together with it on.",
					"Write " + Disabled.PROPERTY
							+ "=false, and set it already when an application is prepared ahead of time.");
		}
		endpoint = PropertyRules.endpointOrNull("rocketmq-http.endpoint", endpoint);
		instanceId = PropertyRules.nameOrNull("rocketmq-http.instance-id", instanceId);
		accessKeyId = PropertyRules.textOrNull(accessKeyId);
		accessKeySecret = PropertyRules.textOrNull(accessKeySecret);
		securityToken = PropertyRules.textOrNull(securityToken);
		topic = PropertyRules.nameOrNull("rocketmq-http.topic", topic);
		consumerGroup = PropertyRules.nameOrNull("rocketmq-http.consumer-group", consumerGroup);
		client.check("rocketmq-http.client.");
		instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
		instances.forEach((name, instance) -> {
			PropertyRules.instanceName(INSTANCES, name);
			instance.check(instancePrefix(name));
		});
		if (consumerGroup == null && !transaction.topics().isEmpty()) {
			throw new InvalidConfigurationException(
					"The property 'rocketmq-http.transaction.topics' is set, and there is no default consumer group.",
					"Set rocketmq-http.consumer-group to the group whose back-checks are to be polled.");
		}
	}

	/**
	 * What the names of an instance's properties begin with.
	 */
	static String instancePrefix(String name) {
		return INSTANCES + "." + name + ".";
	}

	/**
	 * Names no secret.
	 */
	@Override
	public String toString() {
		return "RocketMqHttpProperties[endpoint=" + this.endpoint + ", instanceId=" + this.instanceId + ", accessKeyId="
				+ this.accessKeyId + ", topic=" + this.topic + ", consumerGroup=" + this.consumerGroup + ", instances="
				+ this.instances + ", client=" + this.client + ", transaction=" + this.transaction + ", listener="
				+ this.listener + ", broker=" + this.broker + ", health=" + this.health + "]";
	}

	/**
	 * Transactional messages.
	 *
	 * @param topics topics of messages that programs send with inTransaction or
	 * sendOnCommit, where no annotation names them. Their back-checks are polled for the
	 * default consumer group.
	 * @param immunityTime time before the broker first asks back about a half message,
	 * whole seconds from 10s to 300s. Afterwards only a back-check can finish it.
	 * @param bindTimeout whether transactions that annotated methods and inTransaction
	 * begin time out before the immunity time ends, so that a back-check is rarely
	 * needed.
	 * @param completion who tells the broker that a transaction has ended: sync is the
	 * caller's thread, async are threads in the background.
	 * @param pollWaitTime how long the broker holds an empty poll for back-checks open,
	 * whole seconds from 0s to 30s.
	 * @param pollBatchSize most back-checks of one poll, 1 to 16.
	 * @param shutdownTimeout how long stopping waits for the back-checks under way, and
	 * for decisions in the background.
	 * @param log the transaction log
	 */
	public record Transaction(@DefaultValue List<String> topics, @DefaultValue("30s") Duration immunityTime,
			@DefaultValue("false") boolean bindTimeout, @DefaultValue("sync") CompletionMode completion,
			@DefaultValue("30s") Duration pollWaitTime, @DefaultValue("16") int pollBatchSize,
			@DefaultValue("10s") Duration shutdownTimeout, @DefaultValue Log log) {

		/**
		 * Checks.
		 */
		public Transaction {
			topics = PropertyRules.names("rocketmq-http.transaction.topics", topics);
			PropertyRules.seconds("rocketmq-http.transaction.immunity-time", immunityTime,
					ProtocolLimits.MIN_IMMUNITY_TIME, ProtocolLimits.MAX_IMMUNITY_TIME);
			PropertyRules.seconds("rocketmq-http.transaction.poll-wait-time", pollWaitTime, Duration.ZERO,
					ProtocolLimits.MAX_WAIT_TIME);
			PropertyRules.between("rocketmq-http.transaction.poll-batch-size", pollBatchSize, 1,
					ProtocolLimits.MAX_BATCH_SIZE);
			PropertyRules.between("rocketmq-http.transaction.shutdown-timeout", shutdownTimeout, Duration.ZERO,
					PropertyRules.LONGEST);
		}

	}

	/**
	 * The transaction log, which answers back-checks from the database.
	 *
	 * @param enabled whether the log answers back-checks. By default it does where there
	 * is one data source; true fails without one, false leaves all answers to back-check
	 * handlers.
	 * @param tableName table of the log, possibly with its schema in front.
	 * @param initializeSchema when the table is created: embedded in in-memory databases,
	 * always, or never.
	 * @param checkTimeout how long a back-check waits for a transaction that may still
	 * run, whole seconds from 1s to 5s.
	 * @param retention how long rows are kept, at least 25h: back-checks come for 24 h.
	 * @param purgeInterval time between two purges of old rows.
	 * @param purgeBatchSize most rows that are deleted at a time.
	 * @param confirmBeforeCommit whether each transaction looks for its row just before
	 * the commit. It costs one statement, and finds out about a database that has rolled
	 * back by itself, such as after a deadlock.
	 */
	public record Log(@Nullable Boolean enabled,
			@DefaultValue(JdbcTransactionLogSettings.DEFAULT_TABLE_NAME) String tableName,
			@DefaultValue("embedded") SchemaInitialization initializeSchema, @DefaultValue("1s") Duration checkTimeout,
			@DefaultValue("72h") Duration retention, @DefaultValue("10m") Duration purgeInterval,
			@DefaultValue("500") int purgeBatchSize, @DefaultValue("true") boolean confirmBeforeCommit) {

		/**
		 * Checks.
		 */
		public Log {
			String prefix = "rocketmq-http.transaction.log.";
			PropertyRules.tableName(prefix + "table-name", tableName, JdbcTransactionLogSettings.DEFAULT_TABLE_NAME);
			PropertyRules.seconds(prefix + "check-timeout", checkTimeout, Duration.ofSeconds(1),
					JdbcTransactionLogSettings.MAX_CHECK_TIMEOUT);
			PropertyRules.between(prefix + "retention", retention, JdbcTransactionLogSettings.MIN_RETENTION,
					Duration.ofDays(3650));
			PropertyRules.purge(prefix, purgeInterval, purgeBatchSize);
		}

	}

	/**
	 * The embedded broker, for development and tests: it keeps nothing on disk.
	 *
	 * @param enabled whether a broker runs inside the application, on the loopback
	 * interface, and takes the place of the endpoint.
	 * @param port port of the broker. 0 picks a free one.
	 * @param topics topics with their types, such as orders:transaction. The types are
	 * normal, ordered, scheduled and transaction. Undeclared topics are refused; without
	 * any declaration every topic exists and takes every kind of message.
	 * @param strictTopics whether topics of type normal refuse messages with a delivery
	 * time, which they take with a warning otherwise.
	 * @param transactionCheckInterval time between two back-checks of a half message.
	 * @param maxDeliveries after how many deliveries a message that is not acknowledged
	 * goes to the topic DLQ_ and group. The default is that of the service.
	 * @param memoryLimit what the broker may keep in memory. 256MB by default, or half
	 * the heap if that is less.
	 * @param seed makes the broker's random choices repeatable.
	 */
	public record Broker(@DefaultValue("false") boolean enabled, @DefaultValue("0") int port,
			@DefaultValue List<String> topics, @DefaultValue("false") boolean strictTopics,
			@DefaultValue("10s") Duration transactionCheckInterval, @DefaultValue("289") int maxDeliveries,
			@Nullable DataSize memoryLimit, @Nullable Long seed) {

		/**
		 * Checks.
		 */
		public Broker {
			PropertyRules.between("rocketmq-http.broker.port", port, 0, 65_535);
			topics = List.copyOf(topics);
			PropertyRules.between("rocketmq-http.broker.transaction-check-interval", transactionCheckInterval,
					PropertyRules.SHORTEST, Duration.ofHours(1));
			PropertyRules.between("rocketmq-http.broker.max-deliveries", maxDeliveries, 1, 1_000_000);
			if (memoryLimit != null) {
				PropertyRules.size("rocketmq-http.broker.memory-limit", memoryLimit, DataSize.ofMegabytes(1),
						DataSize.ofTerabytes(1));
			}
		}

	}

}
