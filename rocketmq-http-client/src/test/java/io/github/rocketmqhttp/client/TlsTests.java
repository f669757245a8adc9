package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Certificates and host names are verified by both engines. The server shows a
 * self-signed certificate for {@code localhost}.
 */
class TlsTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private ScriptedServer server;

	private SSLContext context;

	@BeforeEach
	void start() throws IOException, GeneralSecurityException {
		this.context = TlsStore.FIRST.context();
		this.server = new ScriptedServer(new TlsListener(this.context), Reply::fitting);
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void aTrustedServerIsTalkedTo() throws Exception {
		try (RocketMqHttpClient client = TestClients.of("https://localhost:" + this.server.port())
			.tls(this.context)
			.build()) {
			assertThat(client.publish("orders", MESSAGE).messageId()).isEqualTo("M1");
			assertThat(Outcome.await(client.publishAsync("orders", MESSAGE)).messageId()).isEqualTo("M1");
		}
	}

	@Test
	void anUntrustedServerIsRefusedForGood() {
		try (RocketMqHttpClient client = TestClients.of("https://localhost:" + this.server.port()).build()) {
			assertUntrusted(() -> client.publish("orders", MESSAGE));
			assertUntrusted(() -> Outcome.await(client.publishAsync("orders", MESSAGE)));
			assertThat(this.server.requests()).isEmpty();
		}
	}

	@Test
	void aCertificateForAnotherHostIsRefusedForGood() {
		try (RocketMqHttpClient client = TestClients.of("https://127.0.0.1:" + this.server.port())
			.tls(this.context)
			.build()) {
			assertUntrusted(() -> client.publish("orders", MESSAGE));
			assertUntrusted(() -> Outcome.await(client.publishAsync("orders", MESSAGE)));
			assertThat(this.server.requests()).isEmpty();
		}
	}

	private static void assertUntrusted(ThrowingCallable call) {
		assertThatExceptionOfType(TransportException.class).isThrownBy(call)
			.withMessageContaining("certificate is not trusted")
			.returns(false, RocketMqHttpException::isRetryable)
			.returns(false, RocketMqHttpException::isAmbiguous);
	}

}
