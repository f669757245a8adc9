package io.github.rocketmqhttp.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interceptors see each delivery once, from before its first try until after its last.
 */
@Timeout(180)
class DeliveryInterceptorTests {

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private final ListenerBroker broker = new ListenerBroker();

	private Optional<ListenerApplication> application = Optional.empty();

	@AfterEach
	void stop() {
		this.application.ifPresent(ListenerApplication::close);
		this.broker.close();
	}

	@Test
	void theyGoAroundEachOtherInTheirOrder() {
		start(this.broker.application()
			.bean("inner", new Recording("inner", 2))
			.bean("outer", new Recording("outer", 1))
			.bean("listener", new Recorded()));
		this.broker.publish("orders", "a");
		this.broker.awaitConsumed("orders", 1);
		assertThat(this.events).containsExactly("outer before listener.receive orders GID_test [a]",
				"inner before listener.receive orders GID_test [a]", "call a", "inner after", "outer after");
	}

	@Test
	void theySeeOneDeliveryHoweverOftenItIsTried() {
		start(this.broker
			.application(ListenerBroker.settings()
				.failures(new FailureSettings(null, List.of(),
						new RetrySettings(3, Duration.ofMillis(1), 1.5, Duration.ofMillis(2)))))
			.bean("one", new Recording("one", 1))
			.bean("listener", new Recorded()));
		this.broker.publish("orders", "fails");
		await().until(() -> counts().failed() == 1);
		assertThat(this.events).containsExactly("one before listener.receive orders GID_test [fails]", "call fails",
				"call fails", "call fails", "one after IOException");
	}

	@Test
	void oneThatDoesNotProceedHasHandledTheMessage() {
		DeliveryInterceptor filter = (delivery, chain) -> {
			if (!delivery.messages().get(0).body().equals("unwanted")) {
				chain.proceed();
			}
		};
		start(this.broker.application().bean("filter", filter).bean("listener", new Recorded()));
		this.broker.publish("orders", "unwanted", "wanted");
		this.broker.awaitConsumed("orders", 2);
		assertThat(this.events).containsExactly("call wanted");
	}

	@Test
	void oneThatFailsMakesTheDeliveryFail() {
		DeliveryInterceptor failing = (delivery, chain) -> {
			throw new IllegalStateException("defect");
		};
		start(this.broker.application().bean("failing", failing).bean("listener", new Recorded()));
		this.broker.publish("orders", "a");
		await().until(() -> counts().failed() == 1);
		assertThat(this.events).isEmpty();
		assertThat(this.broker.group("orders").invisible()).isEqualTo(1);
	}

	@Test
	void oneThatProceedsTwiceMakesTheDeliveryFailAndNotTheCallHappenTwice() {
		DeliveryInterceptor twice = (delivery, chain) -> {
			chain.proceed();
			chain.proceed();
		};
		start(this.broker.application().bean("twice", twice).bean("listener", new Recorded()));
		this.broker.publish("orders", "a");
		await().until(() -> counts().failed() == 1);
		assertThat(this.events).containsExactly("call a");
	}

	@Test
	void theyGoAroundTheTransactionOfTheInboxAndSeeDuplicates() {
		Queue<Integer> rows = new ConcurrentLinkedQueue<>();
		try (InboxFixture fixture = new InboxFixture(ListenerBroker.settings(),
				(prepared) -> prepared.bean("looking", (DeliveryInterceptor) (delivery, chain) -> {
					chain.proceed();
					rows.add(prepared.context()
						.getBean(JdbcTemplate.class)
						.queryForObject("SELECT COUNT(*) FROM rocketmq_http_inbox", Integer.class));
				}).bean("listener", new IdempotentListenerTests.Writing()))) {
			for (int copy = 0; copy < 2; copy++) {
				fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("a").key("k-1"));
				fixture.awaitConsumed(copy + 1);
			}
			assertThat(rows).containsExactly(1, 1);
		}
	}

	@Test
	void aFactoryMayHaveItsOwn() {
		ListenerApplication prepared = this.broker.application();
		prepared.bean("everybodys", new Recording("everybodys", 1)).bean("listener", new Choosing());
		prepared.context()
			.registerBean("quiet", ListenerContainerFactory.class,
					() -> prepared.factory().interceptors(List.of(new Recording("own", 1))).build());
		start(prepared);
		this.broker.publish("orders", "a");
		this.broker.awaitConsumed("orders", 1);
		assertThat(this.events).containsExactly("own before listener.receive orders GID_test [a]", "call a",
				"own after");
	}

	private void start(ListenerApplication prepared) {
		this.application = Optional.of(prepared);
		prepared.start();
	}

	private DeliveryCounts counts() {
		return this.application.orElseThrow().container("listener.receive").getCounts();
	}

	private final class Recording implements DeliveryInterceptor, Ordered {

		private final String name;

		private final int order;

		Recording(String name, int order) {
			this.name = name;
			this.order = order;
		}

		@Override
		public void intercept(ListenerDelivery delivery, Chain chain) throws Throwable {
			DeliveryInterceptorTests.this.events.add(this.name + " before " + delivery.listenerId() + " "
					+ delivery.topic() + " " + delivery.consumerGroup() + " "
					+ delivery.messages().stream().map(ReceivedMessage::body).toList());
			try {
				chain.proceed();
				DeliveryInterceptorTests.this.events.add(this.name + " after");
			}
			catch (Throwable ex) {
				DeliveryInterceptorTests.this.events.add(this.name + " after " + ex.getClass().getSimpleName());
				throw ex;
			}
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	final class Recorded {

		@RocketMqHttpListener(topic = "orders")
		void receive(CharSequence body) throws IOException {
			DeliveryInterceptorTests.this.events.add("call " + body);
			if (body.toString().equals("fails")) {
				throw new IOException();
			}
		}

	}

	final class Choosing {

		@RocketMqHttpListener(topic = "orders", containerFactory = "quiet")
		void receive(CharSequence body) {
			DeliveryInterceptorTests.this.events.add("call " + body);
		}

	}

}
