package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Makes clients. What differs from one client to the next is an argument; what they have
 * in common belongs to the factory.
 */
final class ClientFactory {

	private final @Nullable SslBundles sslBundles;

	private final List<RocketMqHttpClientCustomizer> customizers;

	private final ClientMetrics metrics;

	/**
	 * Creates the factory.
	 * @param sslBundles SSL bundles of the application, {@code null} if it has none
	 * @param customizers have the last word about every client, in this order
	 * @param metrics measure every client
	 */
	ClientFactory(@Nullable SslBundles sslBundles, List<RocketMqHttpClientCustomizer> customizers,
			ClientMetrics metrics) {
		this.sslBundles = sslBundles;
		this.customizers = List.copyOf(customizers);
		this.metrics = metrics;
	}

	/**
	 * Makes a client.
	 * @param name the instance's name; empty for the default one
	 * @param connectionDetails where the broker is
	 * @param settings the client's own properties
	 * @param credentials what to sign requests with; {@code null} for the credentials of
	 * the connection details, which are not asked otherwise
	 * @return the client, to be closed
	 */
	RocketMqHttpClient create(String name, RocketMqHttpConnectionDetails connectionDetails, ClientProperties settings,
			@Nullable CredentialsProvider credentials) {
		RocketMqHttpClientBuilder builder = RocketMqHttpClient.builder()
			.endpoint(connectionDetails.getEndpoint())
			.instanceId(connectionDetails.getInstanceId())
			.credentials((credentials != null) ? credentials : connectionDetails.getCredentialsProvider())
			.connectTimeout(settings.connectTimeout())
			.responseTimeout(settings.responseTimeout())
			.connectionRequestTimeout(settings.connectionRequestTimeout())
			.pollMargin(settings.pollMargin())
			.maxConnections(settings.maxConnections())
			.maxResponseBytes(Math.toIntExact(settings.maxResponseSize().toBytes()))
			.escapeProperties(settings.escapeProperties())
			.drainTimeout(settings.drainTimeout())
			.proxy(settings.proxy().settings());
		ClientTls tls = ClientTls.of(settings.ssl().bundle(), this.sslBundles);
		tls.applyTo(builder);
		PlainHttpWarning.check(connectionDetails);
		this.metrics.prepare(name, builder);
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		RocketMqHttpClient client = builder.build();
		tls.keepUpToDate(client);
		this.metrics.made(name, client);
		return client;
	}

}
