package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.aliyun.mq.http.common.AckMessageException;
import com.aliyun.mq.http.model.TopicMessage;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicView;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.reliability.docs.Page.Block;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.rocketmqhttp.reliability.docs.MigrationFixture.OURS;
import static io.github.rocketmqhttp.reliability.docs.MigrationFixture.VENDOR;
import static io.github.rocketmqhttp.reliability.docs.MigrationFixture.await;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The programs that the page on migrating shows do the same on either side.
 */
@Timeout(300)
class MigratingTests {

	static final String PAGE = "docs/migrating.md";

	private static final String SOURCES = "reliability-tests/src/test/java/io/github/rocketmqhttp/reliability/docs";

	private static final Duration IMMUNITY = Duration.ofSeconds(30);

	private static final Duration INVISIBLE = Duration.ofMinutes(5);

	private final MigrationFixture fixture = new MigrationFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void thePageShowsThesePrograms() {
		Map<String, String> programs = Region.of(SOURCES).stream().collect(toMap(Region::name, Region::text));
		Map<String, String> shown = Page.read(PAGE).blocks("java").stream().collect(toMap(Block::name, Block::text));
		assertThat(programs).hasSizeGreaterThan(6);
		assertThat(shown.keySet()).as("programs in %s", PAGE).isEqualTo(programs.keySet());
		programs.forEach((name, text) -> assertThat(shown.get(name)).as("%s in %s", name, PAGE).isEqualTo(text));
	}

	@Test
	void bothProducersPublishTheSame() throws IOException {
		this.fixture.start(OURS, Announcements.class);
		try (VendorAnnouncements vendor = vendorAnnouncements()) {
			Announcements ours = this.fixture.get(Announcements.class);
			Order order = Order.of("o-1", "12.50");
			Instant at = this.fixture.now.plus(Duration.ofHours(1));

			assertThat(vendor.created(order)).isNotEmpty();
			vendor.inOrder(order);
			vendor.remind(order, at);
			assertThat(ours.created(order)).isNotEmpty();
			ours.inOrder(order);
			ours.remind(order, at);

			for (String topic : List.of("audit", "steps")) {
				assertThat(this.fixture.consume(OURS, topic)).as(topic)
					.hasSize(1)
					.isEqualTo(this.fixture.consume(VENDOR, topic));
			}
			assertThat(this.fixture.consume(VENDOR, "reminders")).isEmpty();
			assertThat(this.fixture.consume(OURS, "reminders")).isEmpty();
			this.fixture.broker.advance(Duration.ofHours(1));
			assertThat(this.fixture.consume(OURS, "reminders")).hasSize(1)
				.isEqualTo(this.fixture.consume(VENDOR, "reminders"));
		}
	}

	@Test
	void bothTransactionalProducersDeliverWhatCommittedAndDropTheRest() throws IOException {
		this.fixture.start(OURS, Orders.class, OrderService.class);
		VendorOrderService vendor = this.fixture.vendorOrderService();
		OrderService ours = this.fixture.get(OrderService.class);

		vendor.place(Order.of("o-1", "12.50"));
		assertThatIllegalArgumentException().isThrownBy(() -> vendor.place(Order.of("o-2", "0")));
		ours.place(Order.of("o-1", "12.50"));
		assertThatIllegalArgumentException().isThrownBy(() -> ours.place(Order.of("o-2", "0")));

		TopicView left = this.fixture.broker.topic(VENDOR, "orders");
		TopicView right = this.fixture.broker.topic(OURS, "orders");
		assertThat(right.committed()).map(Effect::of).hasSize(1).isEqualTo(effects(left.committed()));
		assertThat(right.rolledBack()).map(Effect::of).hasSize(1).isEqualTo(effects(left.rolledBack()));
		assertThat(left.half()).isEmpty();
		assertThat(right.half()).isEmpty();
		assertThat(this.fixture.consume(OURS, "orders")).hasSize(1).isEqualTo(this.fixture.consume(VENDOR, "orders"));
		assertThat(this.fixture.get(Orders.class).ids()).containsExactly("o-1")
			.isEqualTo(this.fixture.vendorOrders.ids());
	}

	private static List<Effect> effects(List<MessageView> messages) {
		return messages.stream().map(Effect::of).toList();
	}

	@Test
	void aCommitThatComesTooLateIsTheCallersProblemOnlyOnTheVendorsSide() {
		this.fixture.start(OURS, Orders.class, OrderService.class);
		VendorOrderService vendor = this.fixture.vendorOrderService();
		OrderService ours = this.fixture.get(OrderService.class);
		Thread backChecks = start(vendor::answerBackChecks);
		this.fixture.vendorOrders.beforeCommit((order) -> this.fixture.broker.advance(IMMUNITY));
		this.fixture.get(Orders.class).beforeCommit((order) -> this.fixture.broker.advance(IMMUNITY));

		assertThatExceptionOfType(AckMessageException.class).isThrownBy(() -> vendor.place(Order.of("o-1", "12.50")));
		ours.place(Order.of("o-1", "12.50"));

		awaitAdvancing(() -> this.fixture.broker.topic(VENDOR, "orders").committed().size() == 1
				&& this.fixture.broker.topic(OURS, "orders").committed().size() == 1);
		assertThat(this.fixture.vendorOrders.ids()).containsExactly("o-1");
		assertThat(this.fixture.get(Orders.class).ids()).containsExactly("o-1");
		stop(vendor::stop, backChecks);
	}

	@Test
	void bothConsumersHandleWhatTheyFilterAndGetFailuresAgain() throws IOException {
		this.fixture.start(OURS, Announcements.class, Invoices.class, Billing.class);
		try (VendorAnnouncements vendor = vendorAnnouncements()) {
			Invoices vendorInvoices = new Invoices();
			VendorBilling billing = vendorBilling(vendorInvoices);
			Thread consumer = start(billing::consume);
			Announcements ours = this.fixture.get(Announcements.class);
			for (String instance : List.of(VENDOR, OURS)) {
				this.fixture.publish(instance, "audit", OutboundMessage.of("not for billing").tag("paid").build());
			}
			for (Order order : List.of(Order.of("o-1", "12.50"), Order.of("o-2", "0"))) {
				vendor.created(order);
				ours.created(order);
			}
			for (String instance : List.of(VENDOR, OURS)) {
				await().untilAsserted(() -> assertThat(this.fixture.group(instance, "audit", "GID_billing"))
					.satisfies((group) -> assertThat(group.consumed()).isEqualTo(1))
					.satisfies((group) -> assertThat(group.invisible()).isEqualTo(1)));
			}
			assertThat(vendorInvoices.written()).containsExactly(Order.of("o-1", "12.50"));
			assertThat(this.fixture.get(Invoices.class).written()).isEqualTo(vendorInvoices.written());

			this.fixture.broker.advance(INVISIBLE);
			await().until(() -> vendorInvoices.refused() == 2 && this.fixture.get(Invoices.class).refused() == 2);
			stop(billing::stop, consumer);
		}
	}

	@Test
	void aListenerGoesOnWhereTheFormerConsumerOfItsGroupStopped() throws IOException {
		Invoices before = new Invoices();
		try (VendorAnnouncements vendor = vendorAnnouncements()) {
			VendorBilling billing = vendorBilling(before);
			Thread consumer = start(billing::consume);
			vendor.created(Order.of("o-1", "1"));
			await().until(() -> this.fixture.group(VENDOR, "audit", "GID_billing").consumed() == 1);
			stop(billing::stop, consumer);
			vendor.created(Order.of("o-2", "2"));

			this.fixture.start(VENDOR, Invoices.class, Billing.class);
			await().until(() -> this.fixture.group(VENDOR, "audit", "GID_billing").consumed() == 2);
			this.fixture.broker.advance(INVISIBLE);
			assertThat(this.fixture.group(VENDOR, "audit", "GID_billing").pending()).isZero();
			assertThat(before.written()).containsExactly(Order.of("o-1", "1"));
			assertThat(this.fixture.get(Invoices.class).written()).containsExactly(Order.of("o-2", "2"));
		}
	}

	@Test
	void theHandlerAnswersForHalfMessagesThatTheFormerProgramLeft() {
		this.fixture.start(VENDOR, Orders.class, FormerOrders.class);
		for (String id : List.of("o-1", "o-2")) {
			TopicMessage message = new TopicMessage(
					("{\"id\":\"" + id + "\",\"customer\":\"c-7\",\"amount\":12.50}").getBytes(StandardCharsets.UTF_8),
					"created");
			message.setMessageKey(id);
			message.setTransCheckImmunityTime((int) IMMUNITY.toSeconds());
			this.fixture.vendorClient.getTransProducer(VENDOR, "orders", "GID_orders").publishMessage(message);
		}
		this.fixture.get(Orders.class).insert(Order.of("o-1", "12.50"));

		this.fixture.broker.advance(IMMUNITY);
		await().until(() -> this.fixture.broker.topic(VENDOR, "orders").committed().size() == 1);
		assertThat(this.fixture.consume(VENDOR, "orders")).extracting(Effect::key).containsExactly("o-1");
		awaitAdvancing(() -> this.fixture.broker.topic(VENDOR, "orders").inDoubt().get(0).times() > 1);
		assertThat(this.fixture.broker.topic(VENDOR, "orders").rolledBack()).isEmpty();
	}

	private VendorAnnouncements vendorAnnouncements() {
		return new VendorAnnouncements(this.fixture.broker.endpoint(), MigrationFixture.KEY_ID, MigrationFixture.SECRET,
				VENDOR);
	}

	private VendorBilling vendorBilling(Invoices invoices) {
		return new VendorBilling(this.fixture.vendorClient.getConsumer(VENDOR, "audit", "GID_billing", "created"),
				invoices);
	}

	private static Thread start(Runnable program) {
		Thread thread = new Thread(program, "vendor-program");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void stop(Runnable stop, Thread program) {
		stop.run();
		await().until(() -> !program.isAlive());
	}

	/**
	 * Lets a back-check come due at each look.
	 */
	private void awaitAdvancing(Supplier<Boolean> condition) {
		await().until(() -> {
			this.fixture.broker.advance(Duration.ofSeconds(10));
			return condition.get();
		});
	}

}
