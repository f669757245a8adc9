package io.github.rocketmqhttp.benchmarks;

import java.net.URI;

import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;

/**
 * Publishes with this project's client, in its default settings.
 */
final class ClientPublisher implements Publisher {

	private final RocketMqHttpClient client;

	ClientPublisher(URI endpoint) {
		this.client = RocketMqHttpClient.builder()
			.endpoint(endpoint.toString())
			.credentials(CredentialsProvider.fixed(Credentials.of(Workload.ACCESS_KEY_ID, Workload.ACCESS_KEY_SECRET)))
			.build();
	}

	@Override
	public void publish(int caller) {
		this.client.publish(Workload.TOPIC, OutboundMessage.of(Workload.BODY).build());
	}

	@Override
	public void close() {
		this.client.close();
	}

}
