package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Leads to the broker inside the application, which lets every signed request in.
 */
final class EmbeddedBrokerConnectionDetails implements RocketMqHttpConnectionDetails {

	private static final Credentials ANY = Credentials.of("embedded", "embedded");

	private final RocketMqHttpBroker broker;

	private final @Nullable String instanceId;

	EmbeddedBrokerConnectionDetails(RocketMqHttpBroker broker, @Nullable String instanceId) {
		this.broker = broker;
		this.instanceId = instanceId;
	}

	@Override
	public String getEndpoint() {
		return this.broker.endpoint();
	}

	@Override
	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	@Override
	public Credentials getCredentials() {
		return ANY;
	}

}
