package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClearTests {

	private static final String GROUP = "GID_billing";

	private final StoreFixture fixture = new StoreFixture(Map.of(), 1024 * 1024);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void visibleMessagesAreThoseThatConsumersMayGetOrHaveGot() {
		this.fixture.publish("first");
		this.fixture.acknowledge(GROUP, this.fixture.consume(GROUP).get(0));
		String handle = this.fixture.half("second", 10).receiptHandle();
		this.fixture.half("third", 10);

		assertThat(this.fixture.view().visible()).extracting(MessageView::body).containsExactly("first");

		this.fixture.commit(handle);
		assertThat(this.fixture.view().visible()).extracting(MessageView::body).containsExactly("first", "second");
	}

	@Test
	void nothingIsLeftOfWhatWasThere() {
		everyKindOfMessage();

		this.fixture.store().clear();

		TopicView view = this.fixture.view();
		assertThat(List.of(view.half(), view.inDoubt(), view.scheduled(), view.visible(), view.committed(),
				view.rolledBack()))
			.allSatisfy((messages) -> assertThat(messages).isEmpty());
		assertThat(view.consumerGroup(GROUP)).hasValueSatisfying((group) -> {
			assertThat(group.consumed()).isZero();
			assertThat(group.invisible()).isZero();
			assertThat(group.pending()).isZero();
		});
		this.fixture.advance(Duration.ofDays(1));
		assertThat(this.fixture.consume(GROUP)).isEmpty();
		assertThat(this.fixture.consumeOrderly(GROUP, 16)).isEmpty();
		assertThat(this.fixture.check()).isEmpty();
	}

	private void everyKindOfMessage() {
		this.fixture.publish("consumed");
		this.fixture.acknowledge(GROUP, this.fixture.consume(GROUP).get(0));
		this.fixture.publish("invisible");
		this.fixture.consume(GROUP);
		this.fixture.publish("pending");
		this.fixture.publish("scheduled", null,
				"__STARTDELIVERTIME:" + this.fixture.now().plusSeconds(60).toEpochMilli());
		this.fixture.commit(this.fixture.half("committed", 10).receiptHandle());
		this.fixture.rollback(this.fixture.half("rolled back", 10).receiptHandle());
		this.fixture.half("in doubt", 10);
	}

	@Test
	void theMemoryIsFree() {
		// Most of what half messages may take, each time.
		String body = "x".repeat(60_000);
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < 8; i++) {
				this.fixture.half(body, 10);
			}
			this.fixture.store().clear();
		}
		assertThat(this.fixture.view().half()).isEmpty();
	}

	@Test
	void handlesGivenOutBeforeAreRefused() {
		this.fixture.publish("delivered");
		ReceivedMessage delivered = this.fixture.consume(GROUP).get(0);
		String half = this.fixture.half("half", 10).receiptHandle();

		this.fixture.store().clear();

		assertThat(this.fixture.acknowledge(GROUP, delivered)).hasSize(1);
		assertThat(this.fixture.commit(half)).hasSize(1);
	}

	@Test
	void pollsGoOnWaiting() {
		StoreFixture.Held waiting = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		StoreFixture.Held waitingForHalves = this.fixture.hold(GROUP, Kind.HALF, null);

		this.fixture.store().clear();

		assertThat(waiting.answer()).isNotDone();
		this.fixture.publish("next");
		assertThat(waiting.answer()).isCompletedWithValueMatching((batch) -> batch.get(0).body().equals("next"));
		this.fixture.half("half", 10);
		this.fixture.advance(Duration.ofSeconds(10));
		assertThat(waitingForHalves.answer()).isCompleted();
	}

}
