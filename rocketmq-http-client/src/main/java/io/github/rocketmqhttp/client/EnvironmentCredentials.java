package io.github.rocketmqhttp.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads credentials from the vendor's environment variables.
 */
final class EnvironmentCredentials {

	static final String KEY_ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	static final String KEY_SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	static final String SECURITY_TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private EnvironmentCredentials() {
	}

	/**
	 * Reads the variables.
	 * @param environment the environment of the process
	 * @return the credentials, with a token if that variable is set
	 * @throws IllegalStateException if a half of the key pair is missing; the message
	 * names the variables, never a value
	 */
	static Credentials read(Map<String, String> environment) {
		String id = value(environment, KEY_ID);
		String secret = value(environment, KEY_SECRET);
		if (id == null && secret == null) {
			throw new IllegalStateException("There are no credentials in the environment: set " + KEY_ID + " and "
					+ KEY_SECRET + " (and " + SECURITY_TOKEN + " for temporary ones), or pass them to the client.");
		}
		if (id == null || secret == null) {
			throw new IllegalStateException(
					"Half of the key pair is missing in the environment: " + ((id != null) ? KEY_ID : KEY_SECRET)
							+ " is set, " + ((id != null) ? KEY_SECRET : KEY_ID) + " is not; set both.");
		}
		return new Credentials(id, secret, value(environment, SECURITY_TOKEN));
	}

	private static @Nullable String value(Map<String, String> environment, String name) {
		String value = environment.get(name);
		return (value == null || value.isBlank()) ? null : value;
	}

}
