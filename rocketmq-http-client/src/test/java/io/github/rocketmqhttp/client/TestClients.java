package io.github.rocketmqhttp.client;

/**
 * Clients for the tests' own servers.
 */
final class TestClients {

	static final Credentials CREDENTIALS = Credentials.of("test-ak", "test-sk");

	private TestClients() {
	}

	static RocketMqHttpClientBuilder of(ScriptedServer server) {
		return of(server.endpoint());
	}

	static RocketMqHttpClientBuilder of(String endpoint) {
		return RocketMqHttpClient.builder().endpoint(endpoint).credentials(CredentialsProvider.fixed(CREDENTIALS));
	}

}
