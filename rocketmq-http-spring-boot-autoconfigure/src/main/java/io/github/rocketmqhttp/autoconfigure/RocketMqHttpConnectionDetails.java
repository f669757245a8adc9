package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Says how to reach the broker. A bean of this type replaces the properties
 * {@code rocketmq-http.endpoint}, {@code rocketmq-http.instance-id} and the key pair.
 */
public interface RocketMqHttpConnectionDetails extends ConnectionDetails {

	/**
	 * Address of the broker.
	 * @return scheme and host, optionally a port
	 */
	String getEndpoint();

	/**
	 * Id of the instance.
	 * @return the id, or {@code null} for an instance without a namespace
	 */
	default @Nullable String getInstanceId() {
		return null;
	}

	/**
	 * What to sign requests with. Not asked when the application has a
	 * {@link CredentialsProvider} bean of its own.
	 * @return the credentials
	 */
	Credentials getCredentials();

	/**
	 * What knows the credentials of the moment. Asked once, when the client is made.
	 * @return the provider; unless overridden, it answers what {@link #getCredentials()}
	 * answers now
	 */
	default CredentialsProvider getCredentialsProvider() {
		return CredentialsProvider.fixed(getCredentials());
	}

}
