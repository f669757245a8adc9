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

}
