package io.github.rocketmqhttp.reliability.interop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.aliyun.mq.http.model.Message;
import io.github.rocketmqhttp.core.MessageSpec;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.rocketmqhttp.reliability.interop.InteropFixture.NORMAL;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.ORDERED;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.SCHEDULED;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Our template and annotation publish, the vendor's SDK consumes and acknowledges.
 */
@Timeout(300)
class VendorConsumesTests {

	private final InteropFixture fixture = new InteropFixture(OrderService.class);

	private final VendorProgram vendor = this.fixture.vendor;

	private final RocketMqHttpTemplate template = this.fixture.get(RocketMqHttpTemplate.class);

	private final OrderService orders = this.fixture.get(OrderService.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void theVendorGetsNormalMessagesWithAllTheirPartsAndNoOther() {
		spec(NORMAL, Content.full("o-1")).send();
		this.template.send(NORMAL, "nothing but text");
		assertConsumed(NORMAL, Content.full("o-1"), Content.bare("nothing but text"));
	}

	@Test
	void theVendorGetsTheMessagesOfEachKeyInOrder() {
		List<Content> x = List.of(ordered("x", 1), ordered("x", 2), ordered("x", 3));
		List<Content> y = List.of(ordered("y", 1), ordered("y", 2));
		List.of(x.get(0), y.get(0), x.get(1), y.get(1), x.get(2)).forEach((content) -> spec(ORDERED, content).send());

		List<Content> consumed = new ArrayList<>();
		List<Message> batch = this.vendor.consumeOrderly(ORDERED);
		while (!batch.isEmpty()) {
			batch.stream().map(Content::of).forEach(consumed::add);
			this.vendor.acknowledge(ORDERED, batch);
			batch = this.vendor.consumeOrderly(ORDERED);
		}
		assertThat(consumed).hasSize(5).containsSubsequence(x).containsSubsequence(y);
		this.fixture.awaitNoMoreThan(5, ORDERED);
		assertThat(this.vendor.consumeOrderly(ORDERED)).isEmpty();
	}

	private static Content ordered(String key, int number) {
		return Content.full(key + "-" + number).withShardingKey(key);
	}

	@Test
	void theVendorGetsAScheduledMessageAtItsTimeAndNotBefore() {
		Instant deliverAt = this.fixture.start.plus(Duration.ofHours(1));
		spec(SCHEDULED, Content.full("o-1")).deliverAt(deliverAt).send();
		this.fixture.broker.advance(Duration.ofHours(1).minusMillis(1));
		assertThat(this.vendor.consume(SCHEDULED)).isEmpty();

		this.fixture.broker.advance(Duration.ofMillis(1));
		assertThat(assertConsumed(SCHEDULED, Content.full("o-1"))).extracting(Message::getStartDeliverTime)
			.containsExactly(deliverAt.toEpochMilli());
	}

	@Test
	void theVendorGetsWhatAnAnnotatedMethodCommittedAndNotWhatItRolledBack() {
		this.orders.place(new Order("o-1", 5));
		assertThatIllegalArgumentException().isThrownBy(() -> this.orders.place(new Order("o-2", 0)));
		assertConsumed(TRANSACTION, new Order("o-1", 5).content());
		assertThat(this.fixture.dropped()).containsExactly(new Order("o-2", 0).content().body());
		assertThat(this.fixture.undecided()).isEmpty();
	}

	@Test
	void theVendorGetsWhatTheTemplateCommittedAndNotWhatItRolledBack() {
		this.template.inTransaction(spec(TRANSACTION, Content.full("committed")), (status) -> 1);
		this.template.inTransaction(spec(TRANSACTION, Content.full("rolled-back")), (status) -> {
			status.setRollbackOnly();
			return 0;
		});
		assertConsumed(TRANSACTION, Content.full("committed"));
		assertThat(this.fixture.dropped()).containsExactly(Content.full("rolled-back").body());
		assertThat(this.fixture.undecided()).isEmpty();
	}

	private MessageSpec spec(String topic, Content content) {
		MessageSpec spec = this.template.newMessage(content.body()).topic(topic);
		if (content.tag() != null) {
			spec.tag(content.tag());
		}
		if (content.key() != null) {
			spec.key(content.key());
		}
		if (content.shardingKey() != null) {
			spec.shardingKey(content.shardingKey());
		}
		content.properties().forEach(spec::property);
		return spec;
	}

	/**
	 * Consumes by polls of its own and acknowledges, so that nothing is left and nothing
	 * comes back.
	 */
	private List<Message> assertConsumed(String topic, Content... contents) {
		List<Message> messages = this.vendor.consume(topic);
		assertThat(messages).map(Content::of).containsExactlyInAnyOrder(contents);
		assertThat(this.vendor.consume(topic)).isEmpty();
		this.vendor.acknowledge(topic, messages);
		this.fixture.awaitNoMoreThan(contents.length, topic);
		assertThat(this.vendor.consume(topic)).isEmpty();
		return messages;
	}

}
