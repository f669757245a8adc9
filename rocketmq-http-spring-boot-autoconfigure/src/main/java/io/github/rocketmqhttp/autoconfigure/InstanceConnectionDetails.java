package io.github.rocketmqhttp.autoconfigure;

import java.util.function.Supplier;

import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Adapts the properties of one instance with a name to connection details.
 */
final class InstanceConnectionDetails implements RocketMqHttpConnectionDetails {

	private final String prefix;

	private final InstanceProperties properties;

	private final Supplier<CredentialsProvider> fallback;

	/**
	 * Creates the details.
	 * @param prefix what the names of the properties begin with
	 * @param properties their values
	 * @param fallback asked when there is no key pair among them
	 */
	InstanceConnectionDetails(String prefix, InstanceProperties properties, Supplier<CredentialsProvider> fallback) {
		this.prefix = prefix;
		this.properties = properties;
		this.fallback = fallback;
	}

	@Override
	public String getEndpoint() {
		String endpoint = this.properties.endpoint();
		if (endpoint == null) {
			throw new InvalidConfigurationException(
					"The property '" + this.prefix
							+ "endpoint' is not set, so the address of that instance is not known.",
					"Set " + this.prefix + "endpoint to the HTTP address of the instance, for example "
							+ "https://1234567890.mqrest.cn-hangzhou.aliyuncs.com, or remove the instance.");
		}
		return endpoint;
	}

	@Override
	public @Nullable String getInstanceId() {
		return this.properties.instanceId();
	}

	@Override
	public Credentials getCredentials() {
		return getCredentialsProvider().getCredentials();
	}

	@Override
	public CredentialsProvider getCredentialsProvider() {
		Credentials own = PropertiesRocketMqHttpConnectionDetails.pair("property", this.prefix + "access-key-id",
				this.properties.accessKeyId(), this.prefix + "access-key-secret", this.properties.accessKeySecret(),
				this.properties.securityToken());
		return (own != null) ? CredentialsProvider.fixed(own) : this.fallback.get();
	}

}
