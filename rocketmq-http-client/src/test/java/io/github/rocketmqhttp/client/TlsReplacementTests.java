package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * TLS settings are exchanged while the client is in use: what begins later uses the new
 * ones, and what runs is not disturbed.
 */
@Timeout(60)
class TlsReplacementTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a")
		.withWaitTime(Duration.ofSeconds(30));

	private final CountDownLatch polls = new CountDownLatch(1);

	private final CountDownLatch publishing = new CountDownLatch(1);

	private SSLContext first;

	private SSLContext renewed;

	private TlsListener listener;

	private ScriptedServer server;

	private RocketMqHttpClient client;

	@BeforeEach
	void start() throws IOException, GeneralSecurityException {
		this.first = TlsStore.FIRST.context();
		this.renewed = TlsStore.RENEWED.context();
		this.listener = new TlsListener(this.first);
		this.server = new ScriptedServer(this.listener, (request) -> switch (request.method()) {
			case "GET" -> Reply.noMessage().after(this.polls);
			case "POST" ->
				request.body().contains("slow") ? Reply.receipt().after(this.publishing) : Reply.fitting(request);
			default -> Reply.fitting(request);
		});
		this.client = TestClients.of("https://localhost:" + this.server.port()).tls(this.first).build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void newConnectionsTrustWhomTheNewSettingsTrust() throws Exception {
		this.listener.use(this.renewed);
		assertUntrusted();

		this.client.replaceTls(TlsSettings.of(this.renewed));

		publishOnBothEngines();
	}

	@Test
	void nobodyIsTrustedWhomOnlyTheFormerSettingsTrusted() throws Exception {
		publishOnBothEngines();

		this.client.replaceTls(TlsSettings.of(this.renewed));

		assertUntrusted();
	}

	@Test
	void idleConnectionsAreClosedAtOnce() throws Exception {
		publishOnBothEngines();
		assertThat(this.server.open()).isEqualTo(2);

		this.client.replaceTls(TlsSettings.of(this.first));

		await().atMost(Duration.ofSeconds(5)).until(() -> this.server.open() == 0);
		publishOnBothEngines();
		assertThat(this.server.accepted()).isEqualTo(4);
	}

	@Test
	void callsThatRunEndOnTheirFormerConnectionsWhichAreThenClosed() throws Exception {
		CompletableFuture<List<ReceivedMessage>> poll = this.client.consumeAsync(POLL);
		CompletableFuture<PublishReceipt> publish = CompletableFuture
			.supplyAsync(() -> this.client.publish("orders", OutboundMessage.of("hello").tag("slow").build()));
		await().until(() -> this.server.requests().size() == 2);

		this.client.replaceTls(TlsSettings.of(this.first));
		publishOnBothEngines();
		assertThat(this.server.open()).isEqualTo(4);
		this.publishing.countDown();
		this.polls.countDown();

		assertThat(Outcome.await(poll)).isEmpty();
		assertThat(Outcome.await(publish).messageId()).isEqualTo("M1");
		await().atMost(Duration.ofSeconds(5)).until(() -> this.server.open() == 2);
	}

	@Test
	void closingEndsCallsOnFormerConnectionsToo() {
		this.client.close();
		this.client = TestClients.of("https://localhost:" + this.server.port())
			.tls(this.first)
			.drainTimeout(Duration.ZERO)
			.build();
		CompletableFuture<List<ReceivedMessage>> poll = this.client.consumeAsync(POLL);
		await().until(() -> this.server.requests().size() == 1);
		this.client.replaceTls(TlsSettings.of(this.renewed));

		this.client.close();

		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> Outcome.await(poll))
			.withMessageContaining("client was closed");
		this.client.replaceTls(TlsSettings.of(this.first));
		await().until(() -> ClientThreads.running().isEmpty());
	}

	@Test
	void onlyTheNamedProtocolsAreOffered() throws Exception {
		this.listener.speakOnly("TLSv1.2");
		this.client.replaceTls(new TlsSettings(this.first, List.of("TLSv1.3"), List.of()));
		assertFailing("TLS handshake");

		this.client.replaceTls(new TlsSettings(this.first, List.of("TLSv1.3", "TLSv1.2"), List.of()));

		publishOnBothEngines();
	}

	@Test
	void onlyTheNamedCipherSuitesAreOffered() throws Exception {
		this.listener.speakOnly("TLSv1.2");
		// It needs an RSA key, and the server has none.
		this.client
			.replaceTls(new TlsSettings(this.first, List.of(), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
		assertFailing("TLS handshake");

		this.client
			.replaceTls(new TlsSettings(this.first, List.of(), List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));

		publishOnBothEngines();
	}

	@Test
	void namesThatAreNotSupportedAreRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TlsSettings(this.first, List.of("TLSv9"), List.of()))
			.withMessageContaining("The TLS protocol 'TLSv9' is not supported here")
			.withMessageContaining("TLSv1.3");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TlsSettings(this.first, List.of(), List.of("TLS_NONE")))
			.withMessageContaining("The TLS cipher suite 'TLS_NONE' is not supported here");
	}

	private void publishOnBothEngines() throws Exception {
		assertThat(this.client.publish("orders", MESSAGE).messageId()).isEqualTo("M1");
		assertThat(Outcome.await(this.client.publishAsync("orders", MESSAGE)).messageId()).isEqualTo("M1");
	}

	private void assertUntrusted() {
		assertFailing("certificate is not trusted");
	}

	private void assertFailing(String reason) {
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.withMessageContaining(reason);
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> Outcome.await(this.client.publishAsync("orders", MESSAGE)))
			.withMessageContaining(reason);
	}

}
