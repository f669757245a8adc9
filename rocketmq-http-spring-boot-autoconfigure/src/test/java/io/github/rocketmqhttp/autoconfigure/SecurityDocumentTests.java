package io.github.rocketmqhttp.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import com.aliyun.credentials.Client;
import com.aliyun.credentials.models.Config;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page on security says about settings holds.
 */
class SecurityDocumentTests {

	private static final DocumentPage PAGE = DocumentPage.read("security.md");

	private static final Pattern NUMBERED = Pattern.compile("(?m)^\\d\\. ((?:.+\\n)(?: {3}.+\\n)*)");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class));

	@Test
	void theBundleOfThePageIsUsed() {
		ApplicationContextRunner application = this.runner
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(applicationYaml()))
			.withPropertyValues("rocketmq-http.endpoint=https://127.0.0.1:1", "rocketmq-http.access-key-id=id",
					"rocketmq-http.access-key-secret=secret");
		application.withBean(SslBundles.class, () -> bundles("another"))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("'broker'"));
		application.withBean(SslBundles.class, () -> bundles("broker"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RocketMqHttpClient.class));
	}

	private static PropertiesPropertySource applicationYaml() {
		List<String> blocks = PAGE.blocks().stream().filter((block) -> block.startsWith("rocketmq-http:")).toList();
		assertThat(blocks).hasSize(1);
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(blocks.get(0).getBytes(UTF_8)));
		return new PropertiesPropertySource("page", Objects.requireNonNull(yaml.getObject()));
	}

	private static SslBundles bundles(String name) {
		return new DefaultSslBundleRegistry(name, SslBundle.of(SslStoreBundle.NONE));
	}

	@Test
	void theListOfCredentialsIsInThisOrder() {
		List<String> list = NUMBERED.matcher(PAGE.text()).results().map((item) -> item.group(1)).toList();
		assertThat(list).hasSize(5);
		assertThat(DocumentPage.codes(list.get(0))).contains("CredentialsProvider");
		assertThat(DocumentPage.codes(list.get(1))).contains("rocketmq-http.access-key-id");
		assertThat(DocumentPage.codes(list.get(2))).contains(Client.class.getName());
		assertThat(DocumentPage.codes(list.get(3))).contains("ALIBABA_CLOUD_ACCESS_KEY_ID");
		assertThat(DocumentPage.codes(list.get(4))).contains("com.aliyun:credentials-java");
	}

	/**
	 * An application with everything on the list from the given place on, and a broker
	 * that lets in the key of that place alone.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void theFirstThatThereIsSignsTheRequests(int first) {
		ApplicationContextRunner application = this.runner.withSystemProperties("alibabacloud.accessKeyId=key-5",
				"alibabacloud.accessKeySecret=secret-5");
		if (first <= 4) {
			application = application.withSystemProperties("ALIBABA_CLOUD_ACCESS_KEY_ID=key-4",
					"ALIBABA_CLOUD_ACCESS_KEY_SECRET=secret-4");
		}
		if (first <= 3) {
			application = application.withBean(Client.class, () -> new Client(
					new Config().setType("access_key").setAccessKeyId("key-3").setAccessKeySecret("secret-3")));
		}
		if (first <= 2) {
			application = application.withPropertyValues("rocketmq-http.access-key-id=key-2",
					"rocketmq-http.access-key-secret=secret-2");
		}
		if (first <= 1) {
			application = application.withBean(CredentialsProvider.class,
					() -> CredentialsProvider.fixed(Credentials.of("key-1", "secret-1")));
		}
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
			.accessKey("key-" + first, "secret-" + first)
			.start()) {
			application.withPropertyValues("rocketmq-http.endpoint=" + broker.endpoint())
				.run((context) -> context.getBean(RocketMqHttpClient.class)
					.publish("orders", OutboundMessage.of("{}").build()));
			assertThat(broker.topic("orders").visible()).hasSize(1);
		}
	}

}
