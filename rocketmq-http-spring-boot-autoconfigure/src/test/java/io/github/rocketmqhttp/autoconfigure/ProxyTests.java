package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.TestProxy;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Requests to a real broker go through the proxy that the properties name.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private final CapturedOutput output;

	private RocketMqHttpBroker broker;

	private TestProxy proxy;

	ProxyTests(CapturedOutput output) {
		this.output = output;
	}

	@BeforeEach
	void start() throws IOException {
		this.broker = RocketMqHttpBroker.builder().accessKey("id", "secret").start();
		this.proxy = new TestProxy();
		this.proxy.admitOnly("me", "proxy-pass");
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.broker.close();
	}

	@Test
	void messagesAreSentAndPolledThroughTheProxy() {
		runner("rocketmq-http.client.", "").run((context) -> {
			RocketMqHttpClient client = context.getBean(RocketMqHttpClient.class);
			talk(client);
			assertThat(this.proxy.heads()).hasSizeGreaterThanOrEqualTo(3)
				.allMatch((head) -> head.contains(" http://127.0.0.1:"));
		});
	}

	@Test
	void anInstanceHasItsOwnProxy() {
		runner("rocketmq-http.instances.eu.client.", "rocketmq-http.instances.eu.endpoint=" + this.broker.endpoint())
			.run((context) -> {
				talk(context.getBean(RocketMqHttpClient.class));
				assertThat(this.proxy.heads()).isEmpty();

				talk(instance(context, "eu"));
				assertThat(this.proxy.heads()).hasSizeGreaterThanOrEqualTo(3);
			});
	}

	@Test
	void theLoopbackInterfaceIsReachedDirectlyUnlessToldOtherwise() {
		runner("rocketmq-http.client.", "rocketmq-http.client.proxy.non-proxy-hosts=localhost,127.*,[::1]")
			.run((context) -> talk(context.getBean(RocketMqHttpClient.class)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(), "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret", "rocketmq-http.client.proxy.host=127.0.0.1",
					"rocketmq-http.client.proxy.port=" + this.proxy.port())
			.run((context) -> talk(context.getBean(RocketMqHttpClient.class)));

		assertThat(this.proxy.heads()).isEmpty();
	}

	@Test
	void aWrongPasswordIsReportedAsTheProxysRefusal() {
		runner("rocketmq-http.client.", "rocketmq-http.client.proxy.password=wrong-pass")
			.run((context) -> assertThatExceptionOfType(TransportException.class)
				.isThrownBy(() -> context.getBean(RocketMqHttpClient.class).publish("orders", MESSAGE))
				.withMessageContaining("does not accept the user name and the password (HTTP 407)")
				.withMessageNotContaining("wrong-pass"));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"',
			value = { "rocketmq-http.client.proxy.port=, 'rocketmq-http.client.proxy.port' is not",
					"rocketmq-http.client.proxy.port=70000, The port of the proxy '127.0.0.1' is 70000",
					"rocketmq-http.client.proxy.host=http://proxy, The proxy host 'http://proxy' is no host name",
					"rocketmq-http.client.proxy.password=, a user name and no password" })
	void aProxyThatCannotWorkIsReportedAtStartup(String property, String text) {
		String name = property.substring(0, property.indexOf('='));
		Stream<String> others = Stream.of("host=127.0.0.1", "port=3128", "username=me", "password=proxy-pass")
			.map((setting) -> "rocketmq-http.client.proxy." + setting)
			.filter((setting) -> !setting.startsWith(name));
		String report = StartupFailures.report(this.output, Nothing.class,
				Stream.concat(others, Stream.of(property)).toArray(String[]::new));

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains(text)
			.contains("rocketmq-http.client.proxy.host")
			.doesNotContain("proxy-pass");
	}

	@Test
	void thePasswordIsNotPrinted() {
		runner("rocketmq-http.client.", "")
			.run((context) -> assertThat(context.getBean(RocketMqHttpProperties.class).toString())
				.contains("username=me")
				.doesNotContain("proxy-pass"));
	}

	private ApplicationContextRunner runner(String prefix, String property) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(), "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret", prefix + "proxy.host=127.0.0.1",
					prefix + "proxy.port=" + this.proxy.port(), prefix + "proxy.username=me",
					prefix + "proxy.password=proxy-pass", prefix + "proxy.non-proxy-hosts=")
			.withPropertyValues(property.isEmpty() ? new String[0] : new String[] { property });
	}

	private static void talk(RocketMqHttpClient client) {
		client.publish("orders", MESSAGE);
		client.publishAsync("orders", MESSAGE).join();
		assertThat(client.consume(ConsumeRequest.of("orders", "GID_a").withWaitTime(Duration.ofSeconds(5))))
			.isNotEmpty();
	}

	private static RocketMqHttpClient instance(ApplicationContext context, String name) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(),
				RocketMqHttpClient.class, name);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
