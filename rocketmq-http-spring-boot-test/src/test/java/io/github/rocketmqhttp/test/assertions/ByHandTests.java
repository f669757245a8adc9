package io.github.rocketmqhttp.test.assertions;

import java.time.Duration;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;

/**
 * A broker without an application of Spring.
 */
class ByHandTests {

	@Test
	void aBrokerThatIsStartedByHandIsAskedInTheSameWay() {
		// tag::by-hand[]
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				RocketMqHttpClient client = RocketMqHttpClient.builder()
					.endpoint(broker.endpoint())
					.credentials(CredentialsProvider.fixed(Credentials.of("any", "any")))
					.build()) {
			client.publishHalf("orders", OutboundMessage.of("o-1").immunityTime(Duration.ofSeconds(10)).build());
			broker.advance(Duration.ofSeconds(10));
			assertThat(broker).topic("orders").inDoubt().hasPayload("o-1");
		}
		// end::by-hand[]
	}

}
