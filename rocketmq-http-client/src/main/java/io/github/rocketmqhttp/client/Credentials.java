package io.github.rocketmqhttp.client;

import org.jspecify.annotations.Nullable;

/**
 * What a request is signed with.
 *
 * @param accessKeyId the public half of the key pair
 * @param accessKeySecret the secret half; never printed
 * @param securityToken the token of temporary (STS) credentials, {@code null} for a plain
 * key pair; never printed
 */
public record Credentials(String accessKeyId, String accessKeySecret, @Nullable String securityToken) {

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a half of the key pair is blank
	 */
	public Credentials {
		if (accessKeyId.isBlank() || accessKeySecret.isBlank()) {
			throw new IllegalArgumentException("The access key " + (accessKeyId.isBlank() ? "id" : "secret")
					+ " is blank; both halves of the pair are needed.");
		}
		if (securityToken != null && securityToken.isBlank()) {
			securityToken = null;
		}
	}

	/**
	 * Creates a plain key pair.
	 * @param accessKeyId the public half
	 * @param accessKeySecret the secret half
	 * @return the pair without a token
	 */
	public static Credentials of(String accessKeyId, String accessKeySecret) {
		return new Credentials(accessKeyId, accessKeySecret, null);
	}

	/**
	 * Names the key id only.
	 */
	@Override
	public String toString() {
		return "Credentials[accessKeyId=" + this.accessKeyId + "]";
	}

}
