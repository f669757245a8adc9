package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients. What differs from one client to the next is an argument; what they have
 * in common belongs to the factory.
 */
final class ClientFactory {

	private final List<RocketMqHttpClientCustomizer> customizers;

	/**
	 * Creates the factory.
	 * @param customizers have the last word about every client, in this order
	 */
	ClientFactory(List<RocketMqHttpClientCustomizer> customizers) {
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * Makes a client.
	 * @param connectionDetails where the broker is
	 * @param settings the client's own properties
	 * @param credentials what to sign requests with; {@code null} for the credentials of
	 * the connection details, which are not asked otherwise
	 * @return the client, to be closed
	 */
	RocketMqHttpClient create(RocketMqHttpConnectionDetails connectionDetails, ClientProperties settings,
			@Nullable CredentialsProvider credentials) {
		RocketMqHttpClientBuilder builder = RocketMqHttpClient.builder()
			.endpoint(connectionDetails.getEndpoint())
			.instanceId(connectionDetails.getInstanceId())
			.credentials(
					(credentials != null) ? credentials : CredentialsProvider.fixed(connectionDetails.getCredentials()))
			.connectTimeout(settings.connectTimeout())
			.responseTimeout(settings.responseTimeout())
			.connectionRequestTimeout(settings.connectionRequestTimeout())
			.pollMargin(settings.pollMargin())
			.maxConnections(settings.maxConnections())
			.maxResponseBytes(Math.toIntExact(settings.maxResponseSize().toBytes()))
			.escapeProperties(settings.escapeProperties())
			.drainTimeout(settings.drainTimeout());
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
