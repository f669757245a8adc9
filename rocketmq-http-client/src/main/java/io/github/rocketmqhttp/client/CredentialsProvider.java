package io.github.rocketmqhttp.client;

/**
 * Knows the credentials of the moment. It is asked once per request, by any thread, and
 * should answer from memory.
 */
@FunctionalInterface
public interface CredentialsProvider {

	/**
	 * The credentials to sign the next request with.
	 * @return the credentials
	 * @throws IllegalStateException if there are none; the message says where they were
	 * looked for
	 */
	Credentials getCredentials();

	/**
	 * Always answers the same credentials.
	 * @param credentials the credentials
	 * @return the provider
	 */
	static CredentialsProvider fixed(Credentials credentials) {
		return () -> credentials;
	}

	/**
	 * Answers the credentials that stood in the environment of the process when this
	 * method was called: {@code ALIBABA_CLOUD_ACCESS_KEY_ID},
	 * {@code ALIBABA_CLOUD_ACCESS_KEY_SECRET} and, for temporary ones,
	 * {@code ALIBABA_CLOUD_SECURITY_TOKEN}.
	 * @return the provider
	 * @throws IllegalStateException if a half of the key pair is missing; the message
	 * names the variables
	 */
	static CredentialsProvider environment() {
		return fixed(EnvironmentCredentials.read(System.getenv()));
	}

}
