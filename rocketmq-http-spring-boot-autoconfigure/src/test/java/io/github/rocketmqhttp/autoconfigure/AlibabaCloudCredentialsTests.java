package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.aliyun.credentials.Client;
import com.aliyun.credentials.models.Config;
import com.sun.net.httpserver.HttpServer;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The vendor's credentials library, fed by a server that answers as the sidecars of its
 * container service do, and a broker that lets one key in.
 */
class AlibabaCloudCredentialsTests {

	private static final String OLD = "old";

	private static final String NEW = "new";

	private final AtomicInteger asked = new AtomicInteger();

	private volatile String answer = answer(OLD, 30);

	private HttpServer sidecar;

	private RocketMqHttpBroker broker;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() throws IOException {
		this.sidecar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.sidecar.createContext("/", (exchange) -> {
			this.asked.incrementAndGet();
			byte[] body = this.answer.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.sidecar.start();
		this.broker = RocketMqHttpBroker.builder().accessKey(NEW, "secret-of-new").start();
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(),
					"rocketmq-http.client.retry.max-attempts=1")
			.withBean(Client.class, this::client);
	}

	@AfterEach
	void stop() {
		this.broker.close();
		this.sidecar.stop(0);
	}

	@Test
	void aRotatedKeySignsTheNextRequestWithoutARestart() {
		// Keys about to expire are asked for again at each request.
		this.answer = answer(OLD, 10);
		this.runner.run((context) -> {
			RocketMqHttpClient client = context.getBean(RocketMqHttpClient.class);
			assertThatThrownBy(() -> publish(client)).isInstanceOf(ServiceException.class);

			this.answer = answer(NEW, 60);
			publish(client);

			int asked = this.asked.get();
			publish(client);
			assertThat(this.asked).as("asked again while the key is fresh").hasValue(asked);
			assertThat(this.broker.topic("orders").visible()).hasSize(2);
		});
	}

	@Test
	void tokensOfTemporaryKeysAreTakenOver() {
		this.runner.run((context) -> assertThat(context.getBean(RocketMqHttpConnectionDetails.class).getCredentials())
			.isEqualTo(new Credentials(OLD, "secret-of-old", "token-of-old")));
	}

	@Test
	void propertiesGoBeforeTheLibrary() {
		this.runner.withPropertyValues("rocketmq-http.access-key-id=own", "rocketmq-http.access-key-secret=own-secret")
			.run((context) -> assertThat(context.getBean(RocketMqHttpConnectionDetails.class).getCredentials())
				.isEqualTo(Credentials.of("own", "own-secret")));
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void aConfiguredClientGoesBeforeTheEnvironment() {
		this.runner
			.withSystemProperties("ALIBABA_CLOUD_ACCESS_KEY_ID=env", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=env-secret")
			.run((context) -> assertThat(
					context.getBean(RocketMqHttpConnectionDetails.class).getCredentials().accessKeyId())
				.isEqualTo(OLD));
	}

	@Test
	void instancesWithoutKeysUseItToo() {
		this.runner.withPropertyValues("rocketmq-http.instances.eu.endpoint=" + this.broker.endpoint())
			.run((context) -> {
				RocketMqHttpClient client = context.getBean("euRocketMqHttpClient", RocketMqHttpClient.class);
				assertThatThrownBy(() -> publish(client)).isInstanceOf(ServiceException.class);
			});
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void whereTheServiceCannotSayAnythingTheRequestFailsWithoutShowingWhatItSaid() {
		this.answer = "{\"Code\":\"Success\",\"AccessKeyId\":\"id\",\"AccessKeySecret\":\"TellNobody\"}";
		this.runner.run((context) -> {
			RocketMqHttpClient client = context.getBean(RocketMqHttpClient.class);
			assertThatIllegalStateException().isThrownBy(() -> publish(client))
				.withMessageContaining("found no credentials")
				.withMessageContaining("\"AccessKeyId\":\"id\"")
				.withMessageContaining("rocketmq-http.access-key-id")
				.withMessageNotContaining("TellNobody")
				.withNoCause();

			this.answer = answer(NEW, 60);
			publish(client);
		});
	}

	@Test
	void keysThatAreNoPairAreExplained() {
		Config config = new Config().setType("bearer");
		config.setBearerToken("TellNobody");
		AlibabaCloudCredentials credentials = new AlibabaCloudCredentials(new Client(config));
		assertThatIllegalStateException().isThrownBy(credentials::getCredentials)
			.withMessageContaining("of the type bearer")
			.withMessageNotContaining("TellNobody");
	}

	@Test
	void withoutTheLibraryAnApplicationStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("com.aliyun.credentials"))
			.withPropertyValues("rocketmq-http.access-key-id=own", "rocketmq-http.access-key-secret=own-secret")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CredentialsLibrary.class)
				.hasSingleBean(RocketMqHttpClient.class));
	}

	@Test
	void withTheLibraryAloneAnApplicationStartsAndTheLibrarySearchesAtTheFirstRequest() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint())
			.withSystemProperties("alibabacloud.accessKeyId=" + NEW, "alibabacloud.accessKeySecret=secret-of-new")
			.run((context) -> publish(context.getBean(RocketMqHttpClient.class)));
		assertThat(this.broker.topic("orders").visible()).hasSize(1);
	}

	private static void publish(RocketMqHttpClient client) {
		client.publish("orders", OutboundMessage.of("{}").build());
	}

	private Client client() {
		Config config = new Config().setType("credentials_uri");
		config.setCredentialsUri("http://127.0.0.1:" + this.sidecar.getAddress().getPort() + "/");
		return new Client(config);
	}

	private static String answer(String name, int minutes) {
		return """
				{"Code":"Success","AccessKeyId":"%1$s","AccessKeySecret":"secret-of-%1$s","SecurityToken":"token-of-%1$s",\
				"Expiration":"%2$s"}"""
			.formatted(name, Instant.now().plus(minutes, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS));
	}

}
