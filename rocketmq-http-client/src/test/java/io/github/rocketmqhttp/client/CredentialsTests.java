package io.github.rocketmqhttp.client;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CredentialsTests {

	@Test
	void theEnvironmentGivesAKeyPair() {
		Credentials credentials = EnvironmentCredentials
			.read(Map.of(EnvironmentCredentials.KEY_ID, "id", EnvironmentCredentials.KEY_SECRET, "secret"));
		assertThat(credentials).isEqualTo(Credentials.of("id", "secret"));
	}

	@Test
	void theEnvironmentGivesTemporaryCredentials() {
		Credentials credentials = EnvironmentCredentials.read(Map.of(EnvironmentCredentials.KEY_ID, "id",
				EnvironmentCredentials.KEY_SECRET, "secret", EnvironmentCredentials.SECURITY_TOKEN, "token"));
		assertThat(credentials.securityToken()).isEqualTo("token");
	}

	@Test
	void anEnvironmentWithoutCredentialsIsRefusedByName() {
		assertThatIllegalStateException().isThrownBy(() -> EnvironmentCredentials.read(Map.of()))
			.withMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_ID")
			.withMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
	}

	@Test
	void halfAKeyPairIsRefusedWithoutItsValue() {
		assertThatIllegalStateException()
			.isThrownBy(() -> EnvironmentCredentials.read(Map.of(EnvironmentCredentials.KEY_SECRET, "s3cret")))
			.withMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_ID is not")
			.withMessageNotContaining("s3cret");
		assertThatIllegalStateException()
			.isThrownBy(() -> EnvironmentCredentials
				.read(Map.of(EnvironmentCredentials.KEY_ID, "id", EnvironmentCredentials.KEY_SECRET, " ")))
			.withMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_SECRET is not");
		assertThatIllegalArgumentException().isThrownBy(() -> Credentials.of("id", " "))
			.withMessageContaining("secret");
	}

	@Test
	void neitherSecretNorTokenIsPrinted() {
		assertThat(new Credentials("id", "s3cret", "t0ken").toString()).contains("id")
			.doesNotContain("s3cret")
			.doesNotContain("t0ken");
	}

	@Test
	void theProviderIsAskedForEveryRequest() throws Exception {
		Iterator<Credentials> rotation = List
			.of(Credentials.of("first", "secret-1"), new Credentials("second", "secret-2", "token"))
			.iterator();
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).credentials(rotation::next).build()) {
			client.publish("orders", OutboundMessage.of("hello").build());
			client.publish("orders", OutboundMessage.of("hello").build());
			RecordedRequest first = server.requests().get(0);
			RecordedRequest second = server.requests().get(1);
			assertThat(first.header("Authorization").orElseThrow()).startsWith("MQ first:");
			assertThat(first.header("security-token")).isEmpty();
			assertThat(second.header("Authorization").orElseThrow()).startsWith("MQ second:");
			assertThat(second.header("security-token")).hasValue("token");
		}
	}

	@Test
	void aProviderWithoutCredentialsStopsTheCallBeforeItIsSent() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).credentials(() -> {
					throw new IllegalStateException("No credentials in the vault.");
				}).build()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> client.publish("orders", OutboundMessage.of("hello").build()))
				.withMessageContaining("vault");
			assertThat(server.requests()).isEmpty();
		}
	}

}
