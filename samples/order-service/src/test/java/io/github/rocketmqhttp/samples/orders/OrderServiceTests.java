package io.github.rocketmqhttp.samples.orders;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.samples.orders.OrderService.RefusedOrderException;
import io.github.rocketmqhttp.test.MessageClock;
import io.github.rocketmqhttp.test.RocketMqHttpTest;
import io.github.rocketmqhttp.test.crash.CrashAt;
import io.github.rocketmqhttp.test.crash.CrashPoint;
import io.github.rocketmqhttp.test.crash.SimulatedCrash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of an order and of its message, inside one process and without the web.
 */
// tag::slice[]
@RocketMqHttpTest
class OrderServiceTests {

	@Autowired
	private RocketMqHttpBroker broker;

	@Autowired
	private MessageClock clock;

	@Autowired
	private OrderService orders;

	@Autowired
	private Deliveries deliveries;

	@BeforeEach
	void startWithoutOrders(@Autowired JdbcClient database) {
		database.sql("DELETE FROM orders").update();
		database.sql("DELETE FROM deliveries").update();
	}

	@Test
	void aPlacedOrderIsStoredAnnouncedAndDelivered() {
		Order order = order("o-1", "12.50");
		this.orders.place(order);
		assertThat(this.broker).topic("orders").committed().hasPayload(order).hasTag("created").hasKey("o-1");
		assertThat(this.orders.findAll()).containsExactly(order);
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").consumed("GID_deliveries", 1));
		assertThat(this.deliveries.orderIds()).containsExactly("o-1");
	}
	// end::slice[]

	@Test
	void aRefusedOrderIsNeitherStoredNorAnnounced() {
		assertThatExceptionOfType(RefusedOrderException.class).isThrownBy(() -> this.orders.place(order("o-1", "0")));
		assertThat(this.broker).topic("orders").rolledBack().hasKey("o-1");
		assertThat(this.broker).topic("orders").visible(0);
		assertThat(this.orders.findAll()).isEmpty();
	}

	@Test
	void anIdIsTakenOnce() {
		this.orders.place(order("o-1", "1"));
		assertThatException().isThrownBy(() -> this.orders.place(order("o-1", "2")));
		assertThat(this.broker).topic("orders").committed().hasPayload(order("o-1", "1"));
		assertThat(this.broker).topic("orders").rolledBack().hasPayload(order("o-1", "2"));
		assertThat(this.orders.findAll()).isEqualTo(List.of(order("o-1", "1")));
	}

	// tag::crash[]
	@Test
	@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
	void anOrderIsAnnouncedThoughItsProcessDiesRightAfterTheCommit() {
		assertThatExceptionOfType(SimulatedCrash.class).isThrownBy(() -> this.orders.place(order("o-1", "1")));
		assertThat(this.broker).topic("orders").half().hasKey("o-1");
		this.clock.advance(Duration.ofSeconds(10));
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").committed().hasKey("o-1"));
		await().untilAsserted(() -> assertThat(this.deliveries.orderIds()).containsExactly("o-1"));
	}
	// end::crash[]

	@Test
	@CrashAt(CrashPoint.BEFORE_LOCAL_COMMIT)
	void anOrderIsNeitherStoredNorAnnouncedIfItsProcessDiesBeforeTheCommit() {
		assertThatExceptionOfType(SimulatedCrash.class).isThrownBy(() -> this.orders.place(order("o-1", "1")));
		this.clock.advance(Duration.ofSeconds(10));
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").rolledBack().hasKey("o-1"));
		assertThat(this.broker).topic("orders").visible(0);
		assertThat(this.orders.findAll()).isEmpty();
	}

	private static Order order(String id, String amount) {
		return new Order(id, "c-7", new BigDecimal(amount));
	}

}
