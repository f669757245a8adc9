package io.github.rocketmqhttp.broker;

/**
 * A key pair that may sign requests.
 *
 * @param id the access key id
 * @param secret its secret
 */
record AccessKey(String id, String secret) {

	AccessKey {
		if (id.isBlank() || secret.isBlank()) {
			throw new IllegalArgumentException("The access key id or its secret is empty; give both, or none at all.");
		}
	}

	/**
	 * Keeps the secret to itself.
	 */
	@Override
	public String toString() {
		return "AccessKey[id=" + this.id + "]";
	}

}
