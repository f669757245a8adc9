package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when a property is wrong: which one, its value, and a legal one.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertyFailureTests {

	private final CapturedOutput output;

	PropertyFailureTests(CapturedOutput output) {
		this.output = output;
	}

	@AfterEach
	void noSecretWasPrinted() {
		assertThat(this.output.getAll()).doesNotContain(StartupFailures.SECRET);
	}

	@Test
	void topicsOfProgramsNeedAConsumerGroup() {
		assertThat(StartupFailures.report(this.output, Nothing.class, "rocketmq-http.transaction.topics=orders"))
			.contains("rocketmq-http.transaction.topics")
			.contains("Set rocketmq-http.consumer-group");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					transaction.immunity-time                |   9s | from 10s to 300s
					transaction.immunity-time                | 301s | from 10s to 300s
					transaction.immunity-time                | 10500ms | whole number of seconds from 10s to 300s
					transaction.topics                       | a/b  | A-Z, a-z, 0-9, '_' and '-'
					transaction.poll-wait-time               | 31s  | from 0s to 30s
					transaction.poll-wait-time               | -1s  | from 0s to 30s
					transaction.poll-batch-size              | 0    | from 1 to 16
					transaction.poll-batch-size              | 17   | from 1 to 16
					transaction.shutdown-timeout             | -1s  | from 0s to 24h
					listener.wait-time                       | 31s  | from 0s to 30s
					listener.batch-size                      | 0    | from 1 to 16
					listener.batch-size                      | 17   | from 1 to 16
					listener.shutdown-timeout                | -1s  | from 0s to 24h
					client.connect-timeout                   | 0s   | from 1ms to 24h
					client.response-timeout                  | -1s  | from 1ms to 24h
					client.connection-request-timeout        | 0s   | from 1ms to 24h
					client.poll-margin                       | 0s   | from 1ms to 24h
					client.drain-timeout                     | -1s  | from 0s to 24h
					client.max-connections                   | 0    | from 1 to 65536
					client.max-response-size                 | 0B   | from 1KB to 1GB
					client.retry.max-attempts                | 0    | from 1 to 100
					client.retry.initial-interval            | 0s   | from 1ms to 24h
					client.retry.multiplier                  | 0.5  | from 1 to 10
					client.retry.multiplier                  | NaN  | from 1 to 10
					client.retry.max-interval                | 99ms | at least rocketmq-http.client.retry.initial-interval, which is 100ms
					client.publish.timeout                   | 0s   | from 1ms to 300s
					client.publish.timeout                   | 100ms | more than rocketmq-http.client.retry.initial-interval, which is 100ms, or rocketmq-http.client.retry.max-attempts to 1
					client.publish.transaction-timeout       | 6s   | at most rocketmq-http.client.publish.timeout, which is 5s
					client.publish.max-concurrent            | 0    | from 1 to 65536
					client.publish.max-concurrent            | 257  | at most rocketmq-http.client.max-connections, which is 256
					client.publish.failure-threshold         | -1   | from 0 to 1000
					client.publish.probe-interval            | 0s   | from 1ms to 1h
					broker.port                              | 65536 | from 0 to 65535
					broker.transaction-check-interval        | 0s   | from 1ms to 1h
					broker.max-deliveries                    | 0    | from 1 to 1000000
					broker.memory-limit                      | 1KB  | from 1MB to 1TB
					topic                                    | a/b  | A-Z, a-z, 0-9, '_' and '-'
					consumer-group                           | GID orders | A-Z, a-z, 0-9, '_' and '-'
					instance-id                              | MQ&x | A-Z, a-z, 0-9, '_' and '-'
					""")
	void aValueOutsideItsRangeIsNamed(String property, String value, String legal) {
		String name = "rocketmq-http." + property;

		String report = StartupFailures.report(this.output, Nothing.class, name + "=" + value);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("The property '" + name + "' has the value '" + value + "', which is not allowed.")
			.contains("Set " + name + " to ")
			.contains(legal);
	}

	@ParameterizedTest
	@ValueSource(strings = { "transaction.immunity-time", "transaction.log.retention", "health.poll-down-after" })
	void aTimeWithoutAUnitIsExplained(String property) {
		String name = "rocketmq-http." + property;

		String report = StartupFailures.report(this.output, Nothing.class, name + "=30");

		assertThat(report).contains("The property '" + name + "' has the value '30ms', which is not allowed.")
			.contains("with its unit, such as 30s: a number without a unit is taken as milliseconds.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			listener.batch-size       | many   | a whole number
			transaction.immunity-time | long   | a time with its unit
			listener.auto-startup     | maybe  | true or false
			broker.memory-limit       | big    | a size with its unit
			client.retry.multiplier   | double | a number
			""")
	void aValueOfTheWrongTypeIsNamed(String property, String value, String legal) {
		String name = "rocketmq-http." + property;

		String report = StartupFailures.report(this.output, Nothing.class, name + "=" + value);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("The property '" + name + "' has the value '" + value + "'")
			.contains("Set " + name + " to " + legal);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:8080", "ftp://example.com", "http://", "https://example.com/proxy",
			"https://example.com#x", "https://exa mple.com", "https://example.com:65536" })
	void anEndpointThatIsNoAddressOfAHostIsNamed(String endpoint) {
		String report = StartupFailures.report(this.output, Nothing.class, "rocketmq-http.endpoint=" + endpoint);

		assertThat(report)
			.contains("The property 'rocketmq-http.endpoint' is not usable. The endpoint '" + endpoint + "' ")
			.contains("Set rocketmq-http.endpoint to http:// or https:// and a host");
	}

	@Test
	void aSecretInTheEndpointIsNotPrinted() {
		for (String endpoint : List.of("https://me:" + StartupFailures.SECRET + "@example.com",
				"https://example.com?key=" + StartupFailures.SECRET)) {
			String report = StartupFailures.report(this.output, Nothing.class, "rocketmq-http.endpoint=" + endpoint);

			assertThat(report).contains("The property 'rocketmq-http.endpoint' is not usable.").contains("example.com");
		}
	}

	@Test
	void aMisspeltNameIsNamedWithoutItsValue() {
		String report = StartupFailures.report(this.output, Nothing.class,
				"rocketmq-http.acces-key-secret=" + StartupFailures.SECRET);

		assertThat(report).contains("There is no property 'rocketmq-http.acces-key-secret'")
			.contains("Correct the name or remove the property");
	}

	@Test
	void aMissingEndpointIsNamed() {
		String report = StartupFailures.bareReport(this.output, Nothing.class);

		assertThat(report).contains("The property 'rocketmq-http.endpoint' is not set")
			.contains("https://1234567890.mqrest.cn-hangzhou.aliyuncs.com")
			.contains("rocketmq-http.broker.enabled");
	}

	@Test
	void missingCredentialsAreNamed() {
		String report = StartupFailures.reportWithoutCredentialsLibrary(this.output, Nothing.class,
				"rocketmq-http.endpoint=http://127.0.0.1:1");

		assertThat(report).contains("There is no key pair to sign requests with.")
			.contains("rocketmq-http.access-key-id and rocketmq-http.access-key-secret")
			.contains("ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET");
	}

	@Test
	void halfAKeyPairAmongThePropertiesIsNamed() {
		String report = StartupFailures.report(this.output, Nothing.class, "rocketmq-http.access-key-id=");

		assertThat(report)
			.contains("the property 'rocketmq-http.access-key-secret' is set, but 'rocketmq-http.access-key-id' is not")
			.contains("Set rocketmq-http.access-key-id as well");
	}

	@Test
	void halfAKeyPairInTheEnvironmentIsNamed() {
		String report = StartupFailures.bareReport(this.output, Nothing.class,
				"rocketmq-http.endpoint=http://127.0.0.1:1", "ALIBABA_CLOUD_ACCESS_KEY_ID=id");

		assertThat(report)
			.contains("the environment variable 'ALIBABA_CLOUD_ACCESS_KEY_ID' is set, "
					+ "but 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' is not")
			.contains("Set ALIBABA_CLOUD_ACCESS_KEY_SECRET as well");
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
