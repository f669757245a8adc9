package io.github.rocketmqhttp.reliability.docs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpAutoConfiguration;
import io.github.rocketmqhttp.autoconfigure.RocketMqHttpDisabledAutoConfiguration;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.reliability.docs.Page.Block;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page on configuration shows works.
 */
class ConfigurationTests {

	private final Page page = Page.read("docs/configuration.md");

	@Test
	void everyPieceOfJavaCompiles() {
		List<Block> blocks = this.page.blocks("java");
		assertThat(blocks).hasSize(4);
		assertThat(blocks.stream().flatMap((block) -> Snippet.of(block.text()).stream()))
			.allSatisfy((snippet) -> assertThat(snippet.compile()).isEmpty());
	}

	@Test
	void anApplicationWithTheInstancesStarts() {
		// What the page shows belongs to somebody else: it is not called.
		runner(0).withUserConfiguration(Handler.class)
			.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1",
					"rocketmq-http.instances.audit.endpoint=http://127.0.0.1:1")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("auditRocketMqHttpClient")
				.hasBean("auditRocketMqHttpTemplate")
				.hasBean("auditRocketMqHttpConnectionDetails"));
	}

	@Test
	void anApplicationWithEverythingSwitchedOffStarts() {
		runner(1).run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(RocketMqHttpTemplate.class)
			.doesNotHaveBean(RocketMqHttpAutoConfiguration.class));
	}

	@Test
	void anApplicationWithTheLocalProfileHasABroker() {
		runner(2).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RocketMqHttpBroker.class).topic("orders").half()).isEmpty();
		});
	}

	@Test
	void anApplicationWithTheLimitsOfPublishingStarts() {
		runner(3)
			.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=any",
					"rocketmq-http.access-key-secret=any")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(RocketMqHttpTemplate.class).getPublishStatus().maxConcurrent())
					.isEqualTo(50);
			});
	}

	private ApplicationContextRunner runner(int index) {
		List<Block> blocks = this.page.blocks("yaml");
		assertThat(blocks).hasSize(4);
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(blocks.get(index).text().getBytes(StandardCharsets.UTF_8)));
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class,
					RocketMqHttpDisabledAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new PropertiesPropertySource("page", Objects.requireNonNull(yaml.getObject()))));
	}

	static class Handler {

		@BackCheckHandler(template = "audit")
		TransactionResolution check(String orderId) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
