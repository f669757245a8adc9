package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Properties of profiles in files of their own.
 */
class ProfileTests {

	@Test
	void aProfileSwitchesOnWhatIsOffWithoutIt() {
		try (ConfigurableApplicationContext context = start()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(RocketMqHttpTemplate.class).send("orders", "o-1"))
				.withMessageContaining("rocketmq-http.enabled");
		}
	}

	@Test
	void aProfileBringsItsInstances() {
		try (ConfigurableApplicationContext context = start("live")) {
			assertThat(context.getBean("auditRocketMqHttpTemplate", RocketMqHttpTemplate.class).getDefaults().topic())
				.isEqualTo("entries");
		}
	}

	private static ConfigurableApplicationContext start(String... profiles) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.profiles(profiles)
			.run("--spring.config.location=classpath:/profiles/");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RocketMqHttpAutoConfiguration.class, RocketMqHttpDisabledAutoConfiguration.class })
	static class Application {

	}

}
