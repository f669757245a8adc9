package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.rocketmqhttp.broker.store.StoreFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Half messages, back-checks and decisions.
 */
class HalfMessageTests {

	private final StoreFixture fixture = new StoreFixture(Map.of("orders", TopicType.TRANSACTION), 64 * 1024 * 1024);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void theSeedScenarioDeliversWhatWasCommittedAndNothingElse() {
		for (int a = 0; a < 4; a++) {
			PublishReceipt receipt = this.fixture.publish("m" + a, null, "a:" + a + "|__TransCheckT:10");
			if (a == 0) {
				assertThat(this.fixture.commit(receipt.receiptHandle())).isEmpty();
			}
		}
		assertThat(bodies(this.fixture.consume("GID_c"))).containsExactly("m0");
		for (int round = 1; round <= 2; round++) {
			this.fixture.advance(Duration.ofSeconds(10));
			for (ReceivedMessage check : this.fixture.check()) {
				assertThat(check.consumedTimes()).isEqualTo(round);
				String a = check.properties().get("a");
				if (a != null && a.equals(Integer.toString(round))) {
					assertThat(this.fixture.commit(check.receiptHandle())).isEmpty();
				}
				else if ("3".equals(a)) {
					assertThat(this.fixture.rollback(check.receiptHandle())).isEmpty();
				}
			}
		}
		assertThat(bodies(this.fixture.consume("GID_c"))).containsExactly("m1", "m2");
		TopicView view = this.fixture.view();
		assertThat(view.half()).isEmpty();
		assertThat(view.committed()).extracting(MessageView::body).containsExactly("m0", "m1", "m2");
		assertThat(view.committed()).extracting(MessageView::times).containsExactly(0, 1, 2);
		assertThat(view.rolledBack()).extracting(MessageView::body).containsExactly("m3");
	}

	@Test
	void thePublishHandleIsGoodForTheImmunityTimeOnly() {
		PublishReceipt early = this.fixture.half("a", 20);
		PublishReceipt late = this.fixture.half("b", 20);
		this.fixture.advance(Duration.ofMillis(19_999));
		assertThat(this.fixture.view().inDoubt()).isEmpty();
		assertThat(this.fixture.check()).isEmpty();
		assertThat(this.fixture.commit(early.receiptHandle())).isEmpty();
		this.fixture.advance(Duration.ofMillis(1));
		assertCode(this.fixture.commit(late.receiptHandle()), "MessageNotExist");
		assertThat(this.fixture.view().inDoubt()).extracting(MessageView::body).containsExactly("b");
	}

	@Test
	void aCheckIsOfferedEveryTenSecondsAndOnlyTheNewestHandleDecides() {
		this.fixture.half("a", 10);
		this.fixture.advance(Duration.ofSeconds(15));
		ReceivedMessage first = this.fixture.check().get(0);
		assertThat(first.invisibleUntil()).isEqualTo(this.fixture.now().plusSeconds(10));
		assertThat(this.fixture.check()).isEmpty();
		this.fixture.advance(Duration.ofSeconds(10));
		assertCode(this.fixture.commit(first.receiptHandle()), "MessageNotExist");
		ReceivedMessage second = this.fixture.check().get(0);
		assertThat(second.consumedTimes()).isEqualTo(2);
		assertThat(second.messageId()).isEqualTo(first.messageId());
		assertThat(second.firstConsumeTime()).isEqualTo(first.firstConsumeTime());
		assertCode(this.fixture.rollback(first.receiptHandle()), "MessageNotExist");
		assertThat(this.fixture.commit(second.receiptHandle())).isEmpty();
		assertCode(this.fixture.commit(second.receiptHandle()), "MessageNotExist");
		assertCode(this.fixture.rollback(second.receiptHandle()), "MessageNotExist");
	}

	@Test
	void aCommittedMessageKeepsItsIdAndPublishTime() {
		PublishReceipt receipt = this.fixture.half("a", 30);
		this.fixture.advance(Duration.ofSeconds(20));
		this.fixture.commit(receipt.receiptHandle());
		ReceivedMessage message = this.fixture.consume("GID_c").get(0);
		assertThat(message.messageId()).isEqualTo(receipt.messageId());
		assertThat(message.publishTime()).isEqualTo(StoreFixture.START);
	}

	@Test
	void anUndecidedMessageIsRolledBackADayAfterItsFirstCheckWasDue() {
		this.fixture.half("a", 10);
		this.fixture.advance(Duration.ofHours(24).plusSeconds(9));
		ReceivedMessage last = this.fixture.check().get(0);
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.check()).isEmpty();
		assertCode(this.fixture.commit(last.receiptHandle()), "MessageNotExist");
		assertThat(this.fixture.view().rolledBack()).extracting(MessageView::body).containsExactly("a");
		assertThat(this.fixture.consume("GID_c")).isEmpty();
	}

	@Test
	void waitingChecksAndConsumersAreWokenByTimeAndCommit() {
		StoreFixture.Held checker = this.fixture.hold("GID_p", Kind.HALF, "ignored");
		StoreFixture.Held consumer = this.fixture.hold("GID_c", Kind.UNORDERED, null);
		this.fixture.half("a", 10);
		this.fixture.advance(Duration.ofSeconds(10));
		List<ReceivedMessage> checks = checker.answer().join();
		assertThat(consumer.answer()).isNotDone();
		this.fixture.commit(checks.get(0).receiptHandle());
		assertThat(bodies(consumer.answer().join())).containsExactly("a");
	}

	@Test
	void aCheckThatNeverReachedItsClientIsOfferedAgainAtOnce() {
		this.fixture.half("a", 10);
		this.fixture.advance(Duration.ofSeconds(10));
		List<ReceivedMessage> lost = this.fixture.check();
		this.fixture.store().undeliver(StoreFixture.request("GID_producer", Kind.HALF, null, 16, Duration.ZERO), lost);
		assertCode(this.fixture.commit(lost.get(0).receiptHandle()), "MessageNotExist");
		assertThat(this.fixture.check()).singleElement().extracting(ReceivedMessage::consumedTimes).isEqualTo(1);
	}

	private static void assertCode(List<Failure> failures, String code) {
		assertThat(failures).singleElement().extracting(Failure::errorCode).isEqualTo(code);
	}

}
