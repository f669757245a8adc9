package io.github.rocketmqhttp.client;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RocketMqHttpClientBuilderTests {

	private final RocketMqHttpClientBuilder builder = RocketMqHttpClient.builder();

	@ParameterizedTest
	@CsvSource({ "http://host, http://host", "https://host/, https://host", "HTTP://host:8080/, http://host:8080",
			"' http://127.0.0.1:80 ', http://127.0.0.1:80", "http://[::1]:80, http://[::1]:80" })
	void anEndpointIsSchemeAndHost(String endpoint, String expected) {
		assertThat(EndpointParser.parse(endpoint)).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "host | no scheme", "ftp://host | no scheme", "http:// | no address", "http:///x | no host",
					"http://my_host | no host", "http://host/proxy | has a path", "http://host?a=b | has a query",
					"http://host#a | has a query", "http://host:0 | port", "http://host:99999 | port",
					"http://ho st | no address", "'' | no scheme" })
	void anythingElseIsRefusedWithTheRemedy(String endpoint, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.endpoint(endpoint))
			.withMessageContaining(problem)
			.withMessageContaining("https://host")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://user:s3cret@host", "http://user:s3cret@ho st", "http://user:s3cret@my_host",
			"http://host?token=s3cret", "s3cret@host" })
	void userAndQueryOfAnEndpointAreNotPrinted(String endpoint) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.endpoint(endpoint))
			.withMessageNotContaining("s3cret");
	}

	@Test
	void aSlashAtTheEndOfTheEndpointDoesNotReachTheRequest() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server.endpoint() + "/").build()) {
			client.publish("orders", OutboundMessage.of("hello").build());
			assertThat(server.onlyRequest().target()).isEqualTo("/topics/orders/messages");
		}
	}

	@Test
	void endpointAndCredentialsAreRequired() {
		assertThatIllegalStateException().isThrownBy(this.builder::build).withMessageContaining("endpoint(…)");
		this.builder.endpoint("http://host");
		assertThatIllegalStateException().isThrownBy(this.builder::build).withMessageContaining("credentials(…)");
	}

	@Test
	void settingsThatCannotWorkAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.maxConnections(0))
			.withMessageContaining("maxConnections is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.maxResponseBytes(-1))
			.withMessageContaining("maxResponseBytes is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.connectTimeout(Duration.ZERO))
			.withMessageContaining("connectTimeout is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.responseTimeout(Duration.ofDays(2)))
			.withMessageContaining("responseTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.connectionRequestTimeout(Duration.ZERO))
			.withMessageContaining("connectionRequestTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.pollMargin(Duration.ofSeconds(-1)))
			.withMessageContaining("pollMargin");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.idleTimeout(Duration.ZERO))
			.withMessageContaining("idleTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.drainTimeout(Duration.ofSeconds(-1)))
			.withMessageContaining("drainTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.userAgent("a\r\nx: y"))
			.withMessageContaining("userAgent");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.instanceId("a b"))
			.withMessageContaining("instance id 'a b'");
	}

}
