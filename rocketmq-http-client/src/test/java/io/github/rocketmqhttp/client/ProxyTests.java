package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Every kind of call goes through the proxy, on both engines; the proxy alone is told its
 * user; and what the proxy refuses is told from what the service refuses.
 */
@Timeout(60)
class ProxyTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest LONG_POLL = ConsumeRequest.of("orders", "GID_a")
		.withTag("red||blue")
		.withWaitTime(Duration.ofSeconds(1));

	private static final String PASSWORD = "pass:wörd";

	private TestProxy proxy;

	private SSLContext context;

	private ScriptedServer plain;

	private ScriptedServer secure;

	@BeforeEach
	void start() throws IOException, GeneralSecurityException {
		this.proxy = new TestProxy();
		this.context = TlsStore.FIRST.context();
		this.plain = new ScriptedServer(Reply::fitting);
		this.secure = new ScriptedServer(new TlsListener(this.context), Reply::fitting);
	}

	@AfterEach
	void stop() throws IOException {
		this.plain.close();
		this.secure.close();
		this.proxy.close();
	}

	@Test
	void requestsOverPlainHttpAreForwardedAsTheyWereSigned() throws Exception {
		try (RocketMqHttpClient direct = TestClients.of(this.plain).build()) {
			callEverything(direct);
		}
		List<String> targets = this.plain.requests().stream().map(RecordedRequest::target).toList();
		assertThat(this.proxy.heads()).isEmpty();
		this.plain.forgetRequests();

		try (RocketMqHttpClient client = through(this.plain.endpoint(), null)) {
			callEverything(client);
		}

		assertThat(this.plain.requests().stream().map(RecordedRequest::target)).isEqualTo(targets)
			.anyMatch((target) -> target.contains("red%7C%7Cblue"));
		assertThat(this.proxy.heads()).hasSameSizeAs(targets)
			.allSatisfy((head) -> assertThat(head).containsPattern("^[A-Z]+ http://127.0.0.1:" + this.plain.port())
				.doesNotContain("Proxy-Authorization"));
	}

	@Test
	void requestsOverTlsGoThroughTunnels() throws Exception {
		try (RocketMqHttpClient client = through("https://localhost:" + this.secure.port(), null)) {
			callEverything(client);
			callEverything(client);
		}

		assertThat(this.secure.requests()).hasSize(10);
		// One tunnel for each engine, and the proxy has seen nothing else.
		assertThat(this.proxy.heads()).hasSize(2)
			.allSatisfy((head) -> assertThat(head).startsWith("CONNECT localhost:" + this.secure.port())
				.doesNotContain("MQ test-ak"));
	}

	@Test
	void theProxyIsToldItsUserAndTheServiceIsNot() throws Exception {
		this.proxy.admitOnly("me", PASSWORD);
		try (RocketMqHttpClient overHttp = through(this.plain.endpoint(), PASSWORD);
				RocketMqHttpClient overTls = through("https://localhost:" + this.secure.port(), PASSWORD)) {
			callEverything(overHttp);
			callEverything(overTls);
		}

		assertThat(this.proxy.heads()).hasSize(7)
			.allSatisfy((head) -> assertThat(head).containsOnlyOnce("Proxy-Authorization: Basic "));
		assertThat(this.plain.requests()).hasSize(5).allSatisfy(ProxyTests::assertNoProxyHeader);
		assertThat(this.secure.requests()).hasSize(5).allSatisfy(ProxyTests::assertNoProxyHeader);
	}

	@Test
	void aServiceThatPosesAsAProxyIsNotToldTheUser() throws IOException {
		String basic = "Basic realm=\"test\"";
		Reply asks = Reply.of(401,
				Map.of("WWW-Authenticate", basic, "Proxy-Authenticate", basic, "Content-Length", "0"), new byte[0]);
		this.proxy.admitOnly("me", PASSWORD);
		try (ScriptedServer asking = new ScriptedServer((request) -> asks);
				RocketMqHttpClient client = through(asking.endpoint(), PASSWORD)) {
			assertThat(Outcome.describe(() -> client.publish("orders", MESSAGE))).startsWith("service 401");
			assertThat(Outcome.describe(() -> Outcome.await(client.publishAsync("orders", MESSAGE))))
				.startsWith("service 401");
			assertThat(asking.requests()).hasSize(2).allSatisfy(ProxyTests::assertNoProxyHeader);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "" })
	void aUserWhomTheProxyDoesNotKnowIsToldSo(String password) {
		this.proxy.admitOnly("me", PASSWORD);
		String given = password.isEmpty() ? null : password;
		try (RocketMqHttpClient overHttp = through(this.plain.endpoint(), given);
				RocketMqHttpClient overTls = through("https://localhost:" + this.secure.port(), given)) {
			for (RocketMqHttpClient client : List.of(overHttp, overTls)) {
				assertFails(client, "through the proxy http://127.0.0.1:" + this.proxy.port()
						+ " failed: the proxy asks who is asking, or does not accept the user name and the password",
						false);
				assertThat(client.serverStatus().sinceAnswer()).isNull();
			}
		}
		assertThat(this.plain.requests()).isEmpty();
		assertThat(this.secure.requests()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "403 Forbidden, the proxy does not open a tunnel, false",
			"502 Bad Gateway, the proxy could not open a tunnel, true" })
	void aRefusedTunnelHadNoEffectAndIsNeverUsed(String statusLine, String text, boolean retryable) {
		this.proxy.refuseTunnels(statusLine);
		try (RocketMqHttpClient client = through("https://localhost:" + this.secure.port(), null)) {
			for (int i = 0; i < 3; i++) {
				assertFails(client, text, retryable);
			}
		}
		assertThat(this.secure.requests()).isEmpty();
		assertThat(this.proxy.heads()).hasSize(6).allSatisfy((head) -> assertThat(head).startsWith("CONNECT "));
	}

	@Test
	void aProxyThatDoesNotRunIsNamed() throws IOException {
		this.proxy.close();
		try (RocketMqHttpClient client = through(this.plain.endpoint(), null)) {
			assertFails(client, "the proxy cannot be reached", true);
		}
	}

	@Test
	void theCertificateOfTheServiceIsVerifiedBehindAProxyToo() {
		try (RocketMqHttpClient client = TestClients.of("https://127.0.0.1:" + this.secure.port())
			.tls(this.context)
			.proxy(ProxySettings.of("127.0.0.1", this.proxy.port()))
			.build()) {
			assertFails(client, "certificate is not trusted", false);
		}
	}

	@Test
	void hostsToBeReachedDirectlyAre() throws Exception {
		ProxySettings settings = new ProxySettings("127.0.0.1", 1, null, null, List.of("localhost", "127.*"));
		try (RocketMqHttpClient client = TestClients.of(this.plain).proxy(settings).build()) {
			callEverything(client);
		}
		assertThat(this.plain.requests()).hasSize(5);
	}

	@ParameterizedTest
	@CsvSource({ "localhost, localhost, false", "LOCALHOST, localhost, false", "localhost, localhost.example, true",
			"*.internal, mq.internal, false", "*.internal, internal, true", "10.*, 10.0.0.1, false",
			"10.*, 110.0.0.1, true", "*aliyun*, 1.mqrest.cn-hangzhou.aliyuncs.com, false", "*, anything, false" })
	void hostsAreMatchedAsTheJavaRuntimeDoes(String pattern, String host, boolean through) {
		assertThat(new ProxySettings("proxy", 1, null, null, List.of(pattern)).leadsTo(host)).isEqualTo(through);
	}

	@Test
	void settingsThatCannotWorkAreRefusedWithoutThePassword() {
		assertRefused("http://proxy:3128", 1, null, null, "is no host name");
		assertRefused("me:" + PASSWORD + "@proxy", 1, null, null, "is no host name");
		assertRefused("", 1, null, null, "is no host name");
		assertRefused("proxy", 0, null, null, "The port of the proxy 'proxy' is 0");
		assertRefused("proxy", 65_536, null, null, "1 to 65535");
		assertRefused("proxy", 1, "me", null, "a user name and no password");
		assertRefused("proxy", 1, null, PASSWORD, "a password and no user name");
		assertRefused("proxy", 1, "m:e", PASSWORD, "holds a colon");
	}

	@Test
	void thePasswordIsNotPrinted() {
		ProxySettings settings = new ProxySettings("proxy", 3128, "me", PASSWORD, List.of());

		assertThat(settings.toString()).contains("proxy", "3128", "me").doesNotContain(PASSWORD);
	}

	private RocketMqHttpClient through(String endpoint, @Nullable String password) {
		return TestClients.of(endpoint)
			.tls(this.context)
			.proxy(new ProxySettings("127.0.0.1", this.proxy.port(), (password != null) ? "me" : null, password,
					List.of()))
			.build();
	}

	private static void callEverything(RocketMqHttpClient client) throws Exception {
		assertThat(client.publish("orders", MESSAGE).messageId()).isEqualTo("M1");
		client.acknowledge("orders", "GID_a", List.of("h-1"));
		assertThat(client.consume(LONG_POLL)).isEmpty();
		assertThat(Outcome.await(client.publishAsync("orders", MESSAGE)).messageId()).isEqualTo("M1");
		assertThat(Outcome.await(client.consumeAsync(LONG_POLL))).isEmpty();
	}

	private static void assertNoProxyHeader(RecordedRequest request) {
		assertThat(request.headers())
			.noneMatch((header) -> header.getKey().toLowerCase(Locale.ROOT).startsWith("proxy"))
			.noneMatch((header) -> header.getValue().startsWith("Basic"));
		assertThat(request.header("Authorization").orElseThrow()).startsWith("MQ test-ak:");
	}

	private static void assertFails(RocketMqHttpClient client, String text, boolean retryable) {
		for (Callable<?> call : List.<Callable<?>>of(() -> client.publish("orders", MESSAGE),
				() -> Outcome.await(client.publishAsync("orders", MESSAGE)))) {
			TransportException failure = catchThrowableOfType(TransportException.class, call::call);
			assertThat(failure).hasMessageContaining(text)
				.returns(retryable, TransportException::isRetryable)
				.returns(false, TransportException::isAmbiguous);
		}
	}

	private static void assertRefused(String host, int port, @Nullable String username, @Nullable String password,
			String text) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProxySettings(host, port, username, password, List.of()))
			.withMessageContaining(text)
			.withMessageNotContaining(PASSWORD);
	}

}
