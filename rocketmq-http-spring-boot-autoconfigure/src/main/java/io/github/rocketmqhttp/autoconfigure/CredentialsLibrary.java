package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * A library that knows where machines and processes have their credentials.
 */
interface CredentialsLibrary {

	/**
	 * What the application configured the library to do.
	 * @return the provider, {@code null} if the application did not
	 */
	@Nullable CredentialsProvider configured();

	/**
	 * The library's own search. It begins at the first request.
	 * @return the provider
	 */
	CredentialsProvider search();

}
