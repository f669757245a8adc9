package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code rocketmq-http.instances.<name>.*} of one further instance. What
 * is blank counts as absent.
 *
 * @param endpoint HTTP address of the instance: scheme and host, without a path.
 * @param instanceId id of the instance, sent as namespace. Leave it out for an instance
 * that has none.
 * @param accessKeyId public half of the key pair. Without a pair here, requests are
 * signed with what the default instance uses.
 * @param accessKeySecret secret half of the key pair.
 * @param securityToken token of temporary (STS) credentials.
 * @param topic topic of annotations and messages of this instance that name none.
 * @param consumerGroup consumer group of annotations and messages of this instance that
 * name none.
 * @param transactionTopics topics of messages that programs send with inTransaction or
 * sendOnCommit through this instance. Their back-checks are polled for its consumer
 * group.
 * @param client the HTTP client of this instance
 */
public record InstanceProperties(@Nullable String endpoint, @Nullable String instanceId, @Nullable String accessKeyId,
		@Nullable String accessKeySecret, @Nullable String securityToken, @Nullable String topic,
		@Nullable String consumerGroup, @DefaultValue List<String> transactionTopics,
		@DefaultValue @NestedConfigurationProperty ClientProperties client) {

	/**
	 * Strips. The owner checks, because the names of the properties hold that of the
	 * instance.
	 */
	public InstanceProperties {
		endpoint = PropertyRules.textOrNull(endpoint);
		instanceId = PropertyRules.textOrNull(instanceId);
		accessKeyId = PropertyRules.textOrNull(accessKeyId);
		accessKeySecret = PropertyRules.textOrNull(accessKeySecret);
		securityToken = PropertyRules.textOrNull(securityToken);
		topic = PropertyRules.textOrNull(topic);
		consumerGroup = PropertyRules.textOrNull(consumerGroup);
		transactionTopics = transactionTopics.stream().map(String::strip).filter((name) -> !name.isEmpty()).toList();
	}

	void check(String prefix) {
		PropertyRules.endpointOrNull(prefix + "endpoint", this.endpoint);
		PropertyRules.nameOrNull(prefix + "instance-id", this.instanceId);
		PropertyRules.nameOrNull(prefix + "topic", this.topic);
		PropertyRules.nameOrNull(prefix + "consumer-group", this.consumerGroup);
		PropertyRules.names(prefix + "transaction-topics", this.transactionTopics);
		if (this.consumerGroup == null && !this.transactionTopics.isEmpty()) {
			throw new InvalidConfigurationException(
					"The property '" + prefix + "transaction-topics' is set, and the instance has no consumer group.",
					"Set " + prefix + "consumer-group to the group whose back-checks are to be polled.");
		}
		this.client.check(prefix + "client.");
	}

	/**
	 * Names no secret.
	 */
	@Override
	public String toString() {
		return "InstanceProperties[endpoint=" + this.endpoint + ", instanceId=" + this.instanceId + ", accessKeyId="
				+ this.accessKeyId + ", topic=" + this.topic + ", consumerGroup=" + this.consumerGroup
				+ ", transactionTopics=" + this.transactionTopics + ", client=" + this.client + "]";
	}

}
