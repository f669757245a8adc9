package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Whom the client trusts is what the SSL bundle says, also after it was reloaded. A real
 * broker stands behind TLS.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private final CapturedOutput output;

	@TempDir
	private Path directory;

	private RocketMqHttpBroker broker;

	private TlsFront front;

	private Path trustStore;

	SslBundleTests(CapturedOutput output) {
		this.output = output;
	}

	@BeforeEach
	void start() throws IOException, GeneralSecurityException {
		this.broker = RocketMqHttpBroker.builder().start();
		this.front = new TlsFront(this.broker.endpoint(), TlsIdentity.FIRST.serverContext());
		this.trustStore = this.directory.resolve("trusted.p12");
		TlsIdentity.FIRST.writeTrustStore(this.trustStore);
	}

	@AfterEach
	void stop() throws IOException {
		this.front.close();
		this.broker.close();
	}

	@Test
	void theServerIsTrustedByTheBundle() {
		runner("rocketmq-http.client.ssl.bundle=mq").run((context) -> publishOnBothEngines(client(context)));
	}

	@Test
	void theServerIsRefusedWithoutTheBundle() {
		runner("rocketmq-http.client.ssl.bundle=").run((context) -> assertUntrusted(client(context)));
	}

	@Test
	void theServerIsTrustedByAReloadedBundle() {
		runner("rocketmq-http.client.ssl.bundle=mq").run((context) -> {
			publishOnBothEngines(client(context));
			this.front.use(TlsIdentity.RENEWED.serverContext());
			assertThat(this.output).doesNotContain("The SSL bundle 'mq' was reloaded");

			TlsIdentity.RENEWED.writeTrustStore(this.trustStore);

			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(this.output).contains("The SSL bundle 'mq' was reloaded"));
			publishOnBothEngines(client(context));
		});
	}

	@Test
	void theOptionsOfTheBundleAreKept() {
		runner("rocketmq-http.client.ssl.bundle=mq",
				"spring.ssl.bundle.jks.mq.options.ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
				"spring.ssl.bundle.jks.mq.options.enabled-protocols=TLSv1.2")
			.run((context) -> assertThatExceptionOfType(TransportException.class)
				.isThrownBy(() -> client(context).publish("orders", MESSAGE))
				.withMessageContaining("TLS handshake"));
	}

	@Test
	void aBundleThatDoesNotExistIsNamed() {
		String report = StartupFailures.report(this.output, Bundles.class, "rocketmq-http.client.ssl.bundle=mqq",
				"spring.ssl.bundle.jks.mq.truststore.location=" + this.trustStore.toUri());

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains(
					"The property 'rocketmq-http.client.ssl.bundle' names the SSL bundle 'mqq', which does not exist.")
			.contains("spring.ssl.bundle.pem.mqq")
			.contains("one of those there are: [mq]");
	}

	@Test
	void anApplicationWithoutBundlesIsTold() {
		String report = StartupFailures.report(this.output, NoBundles.class, "rocketmq-http.client.ssl.bundle=mq");

		assertThat(report).contains("APPLICATION FAILED TO START").contains("but the application has no SSL bundles.");
	}

	@Test
	void anOptionThatCannotBeKeptIsNamed() {
		String report = StartupFailures.report(this.output, Bundles.class, "rocketmq-http.client.ssl.bundle=mq",
				"spring.ssl.bundle.jks.mq.truststore.location=" + this.trustStore.toUri(),
				"spring.ssl.bundle.jks.mq.truststore.password=" + TlsIdentity.PASSWORD,
				"spring.ssl.bundle.jks.mq.options.enabled-protocols=TLSv9");

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains(
					"The SSL bundle 'mq', which the property 'rocketmq-http.client.ssl.bundle' names, cannot be used.")
			.contains("The TLS protocol 'TLSv9' is not supported here");
	}

	private ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=" + this.front.endpoint(), "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret",
					"spring.ssl.bundle.jks.mq.truststore.location=" + this.trustStore.toUri(),
					"spring.ssl.bundle.jks.mq.truststore.password=" + TlsIdentity.PASSWORD,
					"spring.ssl.bundle.jks.mq.truststore.type=PKCS12", "spring.ssl.bundle.jks.mq.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.withPropertyValues(properties);
	}

	private static RocketMqHttpClient client(ApplicationContext context) {
		return context.getBean(RocketMqHttpClient.class);
	}

	private static void publishOnBothEngines(RocketMqHttpClient client) {
		assertThat(client.publish("orders", MESSAGE).messageId()).isNotEmpty();
		assertThat(client.publishAsync("orders", MESSAGE).join().messageId()).isNotEmpty();
	}

	private static void assertUntrusted(RocketMqHttpClient client) {
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> client.publish("orders", MESSAGE))
			.withMessageContaining("certificate is not trusted");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(SslAutoConfiguration.class)
	static class Bundles {

	}

	@Configuration(proxyBeanMethods = false)
	static class NoBundles {

	}

}
