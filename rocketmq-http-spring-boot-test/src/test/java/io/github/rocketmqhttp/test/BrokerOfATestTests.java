package io.github.rocketmqhttp.test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.test.shop.Billing;
import io.github.rocketmqhttp.test.shop.Order;
import io.github.rocketmqhttp.test.shop.Orders;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An application that is configured for the real service gets a broker of its own.
 */
@SpringBootTest(classes = ShopApplication.class,
		properties = { "rocketmq-http.instances.audit.endpoint=https://9876543210.mqrest.example.invalid",
				"rocketmq-http.instances.audit.instance-id=MQ_INST_audit" })
@AutoConfigureRocketMqHttpBroker
class BrokerOfATestTests {

	@Autowired
	private RocketMqHttpBroker broker;

	@Autowired
	private MessageClock clock;

	@Autowired
	private Orders orders;

	@Autowired
	private Billing billing;

	@Autowired
	private RocketMqHttpOperations template;

	@AfterEach
	void forgetOrders() {
		this.orders.forget();
		this.billing.billed().clear();
	}

	@Test
	void whatCommitsIsCommittedAndDelivered() {
		this.orders.place(Order.of("o-1"));
		assertThat(this.broker).topic("orders").committed().hasPayload(Order.of("o-1")).hasTag("created").hasKey("o-1");
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").consumed("GID_billing", 1));
		assertThat(this.billing.billed()).containsExactly(Order.of("o-1"));
	}

	@Test
	void whatRollsBackIsRolledBack() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.orders.place(new Order("o-2", new BigDecimal("-1"))));
		assertThat(this.broker).topic("orders").rolledBack().hasKey("o-2");
		assertThat(this.broker).topic("orders").visible(0);
		assertThat(this.orders.ids()).isEmpty();
	}

	@Test
	void anInstanceWithANameLeadsToTheSameBroker(@Autowired @Qualifier("audit") RocketMqHttpOperations audit) {
		audit.send("trail", "entry");
		assertThat(this.broker).topic("MQ_INST_audit", "trail").visible().hasPayload("entry");
		assertThat(this.broker).topic("trail").hasNoMessages();
	}

	@Test
	void theClockMakesScheduledMessagesDue() {
		// tag::time[]
		Instant tomorrow = this.clock.instant().plus(Duration.ofDays(1));
		this.template.newMessage("later").topic("reminders").deliverAt(tomorrow).send();
		assertThat(this.broker).topic("reminders").scheduled().hasPayload("later");
		this.clock.advance(Duration.ofHours(23));
		assertThat(this.broker).topic("reminders").visible(0);
		this.clock.advanceTo(tomorrow.plusMillis(1));
		assertThat(this.broker).topic("reminders").visible().hasPayload("later");
		// end::time[]
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advanceTo(tomorrow.minusSeconds(1)))
			.withMessageContaining("cannot go back");
	}

}
