package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.Credentials;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertyResolver;

/**
 * Adapts the properties to the connection details. A key pair that is not among the
 * properties comes from the environment variables that the vendor's tools read.
 */
final class PropertiesRocketMqHttpConnectionDetails implements RocketMqHttpConnectionDetails {

	private static final String VARIABLES = "ALIBABA_CLOUD_ACCESS_KEY_";

	private static final String TOKEN_VARIABLE = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private final RocketMqHttpProperties properties;

	private final PropertyResolver environment;

	PropertiesRocketMqHttpConnectionDetails(RocketMqHttpProperties properties, PropertyResolver environment) {
		this.properties = properties;
		this.environment = environment;
	}

	@Override
	public String getEndpoint() {
		String endpoint = this.properties.endpoint();
		if (endpoint == null) {
			if (!this.properties.instances().isEmpty()) {
				throw onlyInstances();
			}
			throw new InvalidConfigurationException(
					"The property 'rocketmq-http.endpoint' is not set, so the broker's address is not known.",
					"Set rocketmq-http.endpoint to the HTTP address of the instance, for example "
							+ "https://1234567890.mqrest.cn-hangzhou.aliyuncs.com. For development, set "
							+ "rocketmq-http.broker.enabled to true instead: it starts a broker inside the application.");
		}
		return endpoint;
	}

	private InvalidConfigurationException onlyInstances() {
		return new InvalidConfigurationException(
				"The default instance is used, and the property 'rocketmq-http.endpoint' is not set: there are only the"
						+ " instances " + this.properties.instances().keySet() + ".",
				"Select one of them with the attribute template of @TransactionalMessage, @BackCheckHandler or"
						+ " @RocketMqHttpListener, or with @Qualifier where a bean is injected; or set"
						+ " rocketmq-http.endpoint to the address of a default instance.");
	}

	@Override
	public @Nullable String getInstanceId() {
		return this.properties.instanceId();
	}

	@Override
	public Credentials getCredentials() {
		Credentials credentials = pair("property", "rocketmq-http.access-key-id", this.properties.accessKeyId(),
				"rocketmq-http.access-key-secret", this.properties.accessKeySecret(), this.properties.securityToken());
		if (credentials == null) {
			credentials = pair("environment variable", VARIABLES + "ID", variable(VARIABLES + "ID"),
					VARIABLES + "SECRET", variable(VARIABLES + "SECRET"), variable(TOKEN_VARIABLE));
		}
		if (credentials == null) {
			throw new InvalidConfigurationException("There is no key pair to sign requests with.",
					"Set rocketmq-http.access-key-id and rocketmq-http.access-key-secret, or the environment variables "
							+ VARIABLES + "ID and " + VARIABLES + "SECRET (and, for temporary keys, " + TOKEN_VARIABLE
							+ "), or define a CredentialsProvider bean.");
		}
		return credentials;
	}

	private @Nullable String variable(String name) {
		return PropertyRules.textOrNull(this.environment.getProperty(name));
	}

	/**
	 * Makes a key pair out of what is there.
	 * @return {@code null} if nothing is
	 * @throws InvalidConfigurationException if it is half a pair
	 */
	static @Nullable Credentials pair(String source, String idName, @Nullable String id, String secretName,
			@Nullable String secret, @Nullable String token) {
		if (id != null && secret != null) {
			return new Credentials(id, secret, token);
		}
		if (id == null && secret == null) {
			return null;
		}
		String present = (id != null) ? idName : secretName;
		String absent = (id != null) ? secretName : idName;
		throw new InvalidConfigurationException(
				"The key pair is incomplete: the " + source + " '" + present + "' is set, but '" + absent + "' is not.",
				"Set " + absent + " as well, or remove " + present + ".");
	}

}
