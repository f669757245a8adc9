package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertyResolver;

/**
 * Adapts the properties to the connection details. A key pair that is not among the
 * properties comes from the vendor's credentials library if the application configured
 * it, or else from the environment variables that the vendor's tools read, or else from
 * the library's own search.
 */
final class PropertiesRocketMqHttpConnectionDetails implements RocketMqHttpConnectionDetails {

	static final String SECRET_VARIABLE = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	static final String TOKEN_VARIABLE = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private static final String ID_VARIABLE = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	private final RocketMqHttpProperties properties;

	private final PropertyResolver environment;

	private final @Nullable CredentialsLibrary library;

	PropertiesRocketMqHttpConnectionDetails(RocketMqHttpProperties properties, PropertyResolver environment,
			@Nullable CredentialsLibrary library) {
		this.properties = properties;
		this.environment = environment;
		this.library = library;
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
		return getCredentialsProvider().getCredentials();
	}

	@Override
	public CredentialsProvider getCredentialsProvider() {
		Credentials properties = pair("property", "rocketmq-http.access-key-id", this.properties.accessKeyId(),
				"rocketmq-http.access-key-secret", this.properties.accessKeySecret(), this.properties.securityToken());
		if (properties != null) {
			return CredentialsProvider.fixed(properties);
		}
		CredentialsProvider configured = (this.library != null) ? this.library.configured() : null;
		if (configured != null) {
			return configured;
		}
		Credentials variables = pair("environment variable", ID_VARIABLE, variable(ID_VARIABLE), SECRET_VARIABLE,
				variable(SECRET_VARIABLE), variable(TOKEN_VARIABLE));
		if (variables != null) {
			return CredentialsProvider.fixed(variables);
		}
		if (this.library != null) {
			return this.library.search();
		}
		throw new InvalidConfigurationException("There is no key pair to sign requests with.",
				"Set rocketmq-http.access-key-id and rocketmq-http.access-key-secret, or the environment variables "
						+ ID_VARIABLE + " and " + SECRET_VARIABLE + " (and, for temporary keys, " + TOKEN_VARIABLE
						+ "), or define a CredentialsProvider bean, or add the dependency"
						+ " com.aliyun:credentials-java, which knows roles, profiles and instance metadata.");
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
