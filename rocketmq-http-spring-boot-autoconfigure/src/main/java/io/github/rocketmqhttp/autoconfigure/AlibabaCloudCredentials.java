package io.github.rocketmqhttp.autoconfigure;

import java.util.regex.Pattern;

import com.aliyun.credentials.Client;
import com.aliyun.credentials.models.CredentialModel;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;

/**
 * Adapts the credentials library of Alibaba Cloud: roles, OIDC, the metadata of an ECS
 * instance, profiles. The library keeps credentials until a quarter of an hour before
 * they expire; the request that comes then waits for new ones, for as long as the
 * time-outs of the library's client say.
 */
final class AlibabaCloudCredentials implements CredentialsProvider {

	private static final Pattern SECRET_IN_JSON = Pattern
		.compile("(\"(?:AccessKeySecret|SecurityToken)\"\\s*:\\s*\")[^\"]*");

	private final Client client;

	AlibabaCloudCredentials(Client client) {
		this.client = client;
	}

	@Override
	public Credentials getCredentials() {
		CredentialModel found = find();
		String id = found.getAccessKeyId();
		String secret = found.getAccessKeySecret();
		if (id == null || secret == null) {
			throw new IllegalStateException("The credentials client of Alibaba Cloud answered credentials of the type "
					+ found.getType()
					+ ", which have no key pair to sign requests with. Configure it with one of the types access_key, sts,"
					+ " ram_role_arn, oidc_role_arn, ecs_ram_role or credentials_uri.");
		}
		return new Credentials(id, secret, found.getSecurityToken());
	}

	private CredentialModel find() {
		try {
			return this.client.getCredential();
		}
		catch (RuntimeException ex) {
			// Without the cause: its text may quote the answer of a service, key and all.
			throw new IllegalStateException("The credentials client of Alibaba Cloud found no credentials to sign the"
					+ " request with; its last word was: " + withoutSecrets(String.valueOf(ex.getMessage()))
					+ " Check its configuration and that this machine may have them, or set rocketmq-http.access-key-id"
					+ " and rocketmq-http.access-key-secret.");
		}
	}

	private static String withoutSecrets(String text) {
		return SECRET_IN_JSON.matcher(text).replaceAll("$1******");
	}

}
