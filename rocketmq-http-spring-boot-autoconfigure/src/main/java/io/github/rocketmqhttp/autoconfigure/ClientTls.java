package io.github.rocketmqhttp.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import io.github.rocketmqhttp.client.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Gives a client the content of its SSL bundle, now and whenever that is reloaded.
 */
final class ClientTls {

	private static final Logger logger = LoggerFactory.getLogger(ClientTls.class);

	private static final String PROPERTY = "rocketmq-http.client.ssl.bundle";

	private static final ClientTls NONE = new ClientTls("", null);

	private final String name;

	private final @Nullable SslBundles bundles;

	private ClientTls(String name, @Nullable SslBundles bundles) {
		this.name = name;
		this.bundles = bundles;
	}

	/**
	 * The TLS of one client.
	 * @param name name of its bundle, {@code null} for the trust store of the Java
	 * runtime
	 * @param bundles the bundles of the application, {@code null} if it has none
	 * @throws InvalidConfigurationException if there is no such bundle
	 */
	static ClientTls of(@Nullable String name, @Nullable SslBundles bundles) {
		if (name == null) {
			return NONE;
		}
		if (bundles == null) {
			throw new InvalidConfigurationException(
					"The property '" + PROPERTY + "' names the SSL bundle '" + name
							+ "', but the application has no SSL bundles.",
					"Do not exclude the auto-configuration of SSL bundles, or remove " + PROPERTY + ".");
		}
		return new ClientTls(name, bundles);
	}

	void applyTo(RocketMqHttpClientBuilder builder) {
		if (this.bundles != null) {
			builder.tlsSettings(settings(bundle(this.bundles)));
		}
	}

	/**
	 * Follows the bundle for as long as the application runs.
	 */
	void keepUpToDate(RocketMqHttpClient client) {
		if (this.bundles != null) {
			this.bundles.addBundleUpdateHandler(this.name, (bundle) -> {
				client.replaceTls(settings(bundle));
				logger.info("The SSL bundle '{}' was reloaded: new connections to the broker use it.", this.name);
			});
		}
	}

	private SslBundle bundle(SslBundles bundles) {
		try {
			return bundles.getBundle(this.name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationException(
					"The property '" + PROPERTY + "' names the SSL bundle '" + this.name + "', which does not exist.",
					"Define it under spring.ssl.bundle.pem." + this.name + " or spring.ssl.bundle.jks." + this.name
							+ ", or set " + PROPERTY + " to one of those there are: " + bundles.getBundleNames() + ".",
					ex);
		}
	}

	private TlsSettings settings(SslBundle bundle) {
		SslOptions options = bundle.getOptions();
		try {
			return new TlsSettings(bundle.createSslContext(), names(options.getEnabledProtocols()),
					names(options.getCiphers()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException("The SSL bundle '" + this.name + "', which the property '"
					+ PROPERTY + "' names, cannot be used. " + ex.getMessage(), "Correct the options of the bundle.",
					ex);
		}
	}

	private static List<String> names(String @Nullable [] names) {
		return (names != null) ? Arrays.asList(names) : List.of();
	}

}
