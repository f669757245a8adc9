package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.actuate.BrokerHealth;
import io.github.rocketmqhttp.actuate.Inventory;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.ServerStatus;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see, in applications that lack something, or have something of their
 * own.
 */
class ActuatorConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class,
				RocketMqHttpDisabledAutoConfiguration.class, RocketMqHttpActuatorAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret");

	@Test
	void withAnActuatorThereIsHealth() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(BrokerHealth.class)
			.hasBean("rocketmqHttpHealthIndicator"));
	}

	@Test
	void withoutAnActuatorThereIsNothing() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RocketMqHttpClient.class)
				.doesNotHaveBean(Inventory.class)
				.doesNotHaveBean("rocketmqHttpHealthIndicator"));
	}

	@Test
	void switchedOffThereIsNothing() {
		this.runner.withPropertyValues("rocketmq-http.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RocketMqHttpActuatorAutoConfiguration.class));
	}

	@Test
	void theOrderOfStatusesIsOursUnlessTheApplicationHasOne() {
		String order = "management.endpoint.health.status.order";
		this.runner.run((context) -> assertThat(context.getEnvironment().getProperty(order)).contains("degraded"));
		this.runner.withPropertyValues(order + "=up,down")
			.run((context) -> assertThat(context.getEnvironment().getProperty(order)).isEqualTo("up,down"));
	}

	@Test
	void lookingMakesNoClientThatNobodyHasAskedFor() {
		this.runner
			.withPropertyValues("rocketmq-http.endpoint=", "rocketmq-http.instances.audit.endpoint=http://127.0.0.1:1")
			.run((context) -> {
				ServersOfClients servers = context.getBeanFactory().createBean(ServersOfClients.class);
				assertThat(servers.get()).containsOnlyKeys("audit");
				assertThat(context.getBean(BrokerHealth.class)).isNotNull();
				assertThat(context.getSourceApplicationContext()
					.getBeanFactory()
					.containsSingleton(RocketMqHttpAutoConfiguration.CLIENT)).isFalse();
			});
	}

	@Test
	void aClientOfTheApplicationsOwnIsTheDefaultOne() {
		this.runner.withUserConfiguration(OwnClient.class)
			.withPropertyValues("rocketmq-http.instances.audit.endpoint=http://127.0.0.1:1")
			.run((context) -> {
				ServersOfClients servers = context.getBeanFactory().createBean(ServersOfClients.class);
				assertThat(context.getBean("auditRocketMqHttpClient")).isNotNull();
				assertThat(servers.get()).containsOnlyKeys("", "audit")
					.hasEntrySatisfying("",
							(status) -> assertThat(status.access()).isEqualTo(ServerStatus.Access.UNKNOWN));
			});
	}

	@Test
	void limitsThatContradictEachOtherAreRefused() {
		this.runner
			.withPropertyValues("rocketmq-http.health.poll-degraded-after=10m",
					"rocketmq-http.health.poll-down-after=5m")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("rocketmq-http.health.poll-down-after"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		RocketMqHttpClient mine(ClientFactory factory, RocketMqHttpConnectionDetails details,
				RocketMqHttpProperties properties) {
			return factory.create("", details, properties.client(), null);
		}

	}

}
