package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RetryPolicies;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Which beans there are, and what they give way to. The endpoint is one where nobody
 * listens: nothing here needs a broker.
 */
class RocketMqHttpAutoConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.bare.withPropertyValues(
			"rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
			"rocketmq-http.access-key-secret=TellNobody");

	@Nested
	class Properties {

		@Test
		void haveDefaults() {
			RocketMqHttpAutoConfigurationTests.this.runner.run((context) -> {
				RocketMqHttpProperties properties = context.getBean(RocketMqHttpProperties.class);
				assertThat(properties.topic()).isNull();
				assertThat(properties.client().maxResponseSize()).isEqualTo(DataSize.ofMegabytes(80));
				assertThat(properties.client().retry().maxAttempts()).isEqualTo(3);
				assertThat(properties.transaction().immunityTime()).isEqualTo(Duration.ofSeconds(30));
				assertThat(properties.listener().autoStartup()).isTrue();
				assertThat(properties.broker().enabled()).isFalse();
			});
		}

		@Test
		void blankOnesCountAsAbsent() {
			RocketMqHttpAutoConfigurationTests.this.runner
				.withPropertyValues("rocketmq-http.instance-id=", "rocketmq-http.topic= ",
						"rocketmq-http.security-token=")
				.run((context) -> {
					RocketMqHttpProperties properties = context.getBean(RocketMqHttpProperties.class);
					assertThat(properties.instanceId()).isNull();
					assertThat(properties.topic()).isNull();
					assertThat(properties.securityToken()).isNull();
				});
		}

		@Test
		void printNoSecret() {
			RocketMqHttpAutoConfigurationTests.this.runner
				.withPropertyValues("rocketmq-http.security-token=TellNobodyEither")
				.run((context) -> assertThat(context.getBean(RocketMqHttpProperties.class).toString())
					.contains("accessKeyId=id")
					.doesNotContain("TellNobody"));
		}

	}

	@Nested
	class ConnectionDetails {

		@Test
		void comeFromTheProperties() {
			RocketMqHttpAutoConfigurationTests.this.runner.withPropertyValues("rocketmq-http.instance-id=MQ_INST_1")
				.run((context) -> {
					RocketMqHttpConnectionDetails details = context.getBean(RocketMqHttpConnectionDetails.class);
					assertThat(details.getEndpoint()).isEqualTo("http://127.0.0.1:1");
					assertThat(details.getInstanceId()).isEqualTo("MQ_INST_1");
					assertThat(details.getCredentials()).isEqualTo(Credentials.of("id", "TellNobody"));
				});
		}

		@Test
		void giveWayToThoseOfTheApplication() {
			RocketMqHttpAutoConfigurationTests.this.bare.withUserConfiguration(OwnConnectionDetails.class)
				.run((context) -> assertThat(context).hasSingleBean(RocketMqHttpConnectionDetails.class)
					.hasSingleBean(RocketMqHttpClient.class));
		}

	}

	@Nested
	class KeyPairs {

		private final ApplicationContextRunner withoutKeys = RocketMqHttpAutoConfigurationTests.this.bare
			.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1");

		private final ApplicationContextRunner withVariables = this.withoutKeys.withSystemProperties(
				"ALIBABA_CLOUD_ACCESS_KEY_ID=env-id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=env-secret",
				"ALIBABA_CLOUD_SECURITY_TOKEN=env-token");

		@Test
		void comeFromTheEnvironmentWhereThePropertiesHaveNone() {
			this.withVariables
				.run((context) -> assertThat(context.getBean(RocketMqHttpConnectionDetails.class).getCredentials())
					.isEqualTo(new Credentials("env-id", "env-secret", "env-token")));
		}

		@Test
		void comeFromThePropertiesFirst() {
			this.withVariables
				.withPropertyValues("rocketmq-http.access-key-id=id", "rocketmq-http.access-key-secret=secret",
						"rocketmq-http.security-token=token")
				.run((context) -> assertThat(context.getBean(RocketMqHttpConnectionDetails.class).getCredentials())
					.isEqualTo(new Credentials("id", "secret", "token")));
		}

		@Test
		void comeFromTheProviderOfTheApplicationAboveAll() {
			AtomicBoolean asked = new AtomicBoolean();
			this.withoutKeys.withBean(CredentialsProvider.class, () -> () -> {
				asked.set(true);
				return Credentials.of("own", "own");
			}).run((context) -> {
				RocketMqHttpClient client = context.getBean(RocketMqHttpClient.class);
				assertThatThrownBy(() -> client.consume(ConsumeRequest.of("topic", "GID_test")))
					.isInstanceOf(TransportException.class);
				assertThat(asked).isTrue();
			});
		}

	}

	@Nested
	class Clients {

		@Test
		void areCustomizedInOrder() {
			StringBuilder order = new StringBuilder();
			RocketMqHttpAutoConfigurationTests.this.runner
				.withBean("second", RocketMqHttpClientCustomizer.class, () -> (builder) -> order.append("2"),
						(definition) -> definition.setAttribute("order", 2))
				.withBean("first", RocketMqHttpClientCustomizer.class, () -> (builder) -> order.append("1"),
						(definition) -> definition.setAttribute("order", 1))
				.run((context) -> assertThat(order).hasToString("12"));
		}

		@Test
		void giveWayToTheOneOfTheApplication() {
			RocketMqHttpClient own = RocketMqHttpClient.builder()
				.endpoint("http://127.0.0.1:1")
				.credentials(CredentialsProvider.fixed(Credentials.of("own", "own")))
				.build();
			RocketMqHttpAutoConfigurationTests.this.bare.withBean(RocketMqHttpClient.class, () -> own)
				.run((context) -> assertThat(context.getBean(RocketMqHttpTemplate.class).getClient()).isSameAs(own));
		}

	}

	@Nested
	class Templates {

		@Test
		void leaveTheRetryTemplateOfTheApplicationAlone() {
			RocketMqHttpAutoConfigurationTests.this.runner.withBean("own", RetryTemplate.class, RetryTemplate::new)
				.run((context) -> {
					assertThat(context).hasSingleBean(RocketMqHttpOperations.class)
						.getBeanNames(RetryTemplate.class)
						.containsExactlyInAnyOrder("own", "rocketMqHttpRetryTemplate");
					assertThat(context.getBeanProvider(RetryTemplate.class).getIfUnique())
						.isSameAs(context.getBean("own"));
				});
		}

		@Test
		void giveWayToTheOperationsOfTheApplication() {
			RocketMqHttpAutoConfigurationTests.this.runner.withUserConfiguration(OwnOperations.class)
				.run((context) -> assertThat(context).hasSingleBean(RocketMqHttpOperations.class)
					.doesNotHaveBean("rocketMqHttpTemplate"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConnectionDetails {

		@Bean
		RocketMqHttpConnectionDetails own() {
			return new RocketMqHttpConnectionDetails() {

				@Override
				public String getEndpoint() {
					return "http://127.0.0.1:2";
				}

				@Override
				public Credentials getCredentials() {
					return Credentials.of("own", "own");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOperations {

		@Bean
		RocketMqHttpOperations own(RocketMqHttpClient client, PayloadConverter converter) {
			return new RocketMqHttpTemplate(client, converter, RetryPolicies.retryTemplate(RetrySettings.DEFAULTS),
					new TemplateDefaults(null, null));
		}

	}

}
