package io.github.rocketmqhttp.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who talks to another machine in the clear is told so, once; nobody else is.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlainHttpWarningTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.access-key-id=id", "rocketmq-http.access-key-secret=secret");

	private final CapturedOutput output;

	PlainHttpWarningTests(CapturedOutput output) {
		this.output = output;
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://1234567890.mqrest.cn-hangzhou.aliyuncs.com", "HTTP://mq.internal:8080/",
			"http://10.1.2.3:8080", "http://[2001:db8::1]:8080", "http://localhost.example.com",
			"http://127.example.com" })
	void anUnencryptedWayToAnotherMachineIsWarnedOfOnce(String endpoint) {
		this.runner.withPropertyValues("rocketmq-http.endpoint=" + endpoint)
			.run((context) -> assertThat(context).hasNotFailed());

		assertThat(this.output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
			.asString()
			.contains("is not encrypted")
			.contains("Set rocketmq-http.endpoint to its https:// address.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://1234567890.mqrest.cn-hangzhou.aliyuncs.com", "http://127.0.0.1:1",
			"http://127.9.9.9:1", "http://localhost:1", "http://LOCALHOST:1", "http://broker.localhost:1",
			"http://[::1]:1" })
	void anEncryptedOrALocalWayIsNot(String endpoint) {
		this.runner.withPropertyValues("rocketmq-http.endpoint=" + endpoint)
			.run((context) -> assertThat(context).hasNotFailed());

		assertThat(this.output).doesNotContain("is not encrypted");
	}

	@Test
	void theEmbeddedBrokerIsNot() {
		this.runner.withPropertyValues("rocketmq-http.broker.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());

		assertThat(this.output).doesNotContain("is not encrypted");
	}

}
