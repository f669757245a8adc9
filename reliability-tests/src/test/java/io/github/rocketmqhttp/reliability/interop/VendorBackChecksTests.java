package io.github.rocketmqhttp.reliability.interop;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.aliyun.mq.http.model.Message;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static io.github.rocketmqhttp.reliability.interop.InteropFixture.IMMUNITY;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What one side leaves undecided, the other side answers for.
 */
@Timeout(300)
class VendorBackChecksTests {

	@Test
	void ourHandlerAnswersForTheVendor() {
		try (InteropFixture fixture = new InteropFixture(Listeners.class, Answers.class)) {
			Answers answers = fixture.get(Answers.class);
			List<Content> left = List.of(Content.full("commit"), Content.full("rollback"), Content.full("commit-later"),
					Content.bare("rollback"));
			left.forEach((content) -> fixture.vendor.publishHalf(TRANSACTION, content, IMMUNITY));

			fixture.broker.advance(IMMUNITY);
			InteropFixture.await()
				.untilAsserted(() -> assertThat(fixture.undecided()).containsExactly(left.get(2).body()));
			InteropFixture.await().until(() -> answers.asked.size() == 4);
			assertThat(answers.asked).map(VendorBackChecksTests::content).containsExactlyInAnyOrderElementsOf(left);

			fixture.broker.advance(IMMUNITY);
			fixture.awaitNoMoreThan(2, TRANSACTION);
			assertThat(fixture.get(Listeners.class).arguments()).containsExactlyInAnyOrder(left.get(0), left.get(2));
			assertThat(fixture.dropped()).containsExactlyInAnyOrder(left.get(1).body(), left.get(3).body());
			assertThat(answers.asked).extracting(HalfMessage::checks).containsExactlyInAnyOrder(1, 1, 1, 1, 2);
			assertThat(fixture.undecided()).isEmpty();
		}
	}

	private static Content content(HalfMessage<String> message) {
		return new Content(message.payload(), message.tag(), message.key(), null, message.properties());
	}

	@Test
	void theVendorAnswersForHalfMessagesOfTheTemplate() {
		try (InteropFixture fixture = new InteropFixture(Listeners.class)) {
			for (String key : List.of("commit", "rollback")) {
				fixture.get(RocketMqHttpTemplate.class)
					.newMessage(new Order(key, 5))
					.topic(TRANSACTION)
					.tag("created")
					.key(key)
					.property("amount", "5")
					.sendHalf(IMMUNITY);
			}
			assertThat(fixture.vendor.consumeHalf(TRANSACTION)).isEmpty();

			fixture.broker.advance(IMMUNITY);
			Map<String, Message> checks = checks(fixture.vendor);
			assertThat(checks.values()).map(Content::of)
				.containsExactlyInAnyOrder(new Order("commit", 5).content(), new Order("rollback", 5).content());
			assertThat(checks.values()).extracting(Message::getTransCheckImmunityTime)
				.containsOnly((int) IMMUNITY.toSeconds());
			fixture.vendor.commit(TRANSACTION, handle(checks, "commit"));
			fixture.vendor.rollback(TRANSACTION, handle(checks, "rollback"));

			fixture.awaitNoMoreThan(1, TRANSACTION);
			assertThat(fixture.get(Listeners.class).arguments()).containsExactly(new Order("commit", 5).content());
			assertThat(fixture.dropped()).containsExactly(new Order("rollback", 5).content().body());
			assertThat(fixture.undecided()).isEmpty();
		}
	}

	@Test
	void theVendorAnswersForAnnotatedMethodsOfAnApplicationThatIsGone() {
		try (InteropFixture fixture = new InteropFixture(OrderService.class, ForgetfulTransactionManager.class)) {
			OrderService orders = fixture.get(OrderService.class);
			for (String id : List.of("commit", "rollback")) {
				assertThatExceptionOfType(TransactionSystemException.class)
					.isThrownBy(() -> orders.place(new Order(id, 5)));
			}
			fixture.application.close();

			fixture.broker.advance(IMMUNITY);
			Map<String, Message> checks = checks(fixture.vendor);
			assertThat(checks).containsOnlyKeys("commit", "rollback");
			fixture.vendor.commit(TRANSACTION, handle(checks, "commit"));
			fixture.vendor.rollback(TRANSACTION, handle(checks, "rollback"));

			List<Message> delivered = fixture.vendor.consume(TRANSACTION);
			assertThat(delivered).map(Content::of).containsExactly(new Order("commit", 5).content());
			fixture.vendor.acknowledge(TRANSACTION, delivered);
			fixture.awaitNoMoreThan(1, TRANSACTION);
			assertThat(fixture.dropped()).containsExactly(new Order("rollback", 5).content().body());
			assertThat(fixture.undecided()).isEmpty();
		}
	}

	private static Map<String, Message> checks(VendorProgram vendor) {
		return vendor.consumeHalf(TRANSACTION)
			.stream()
			.collect(Collectors.toMap(Message::getMessageKey, (message) -> message));
	}

	private static String handle(Map<String, Message> checks, String key) {
		return Objects.requireNonNull(checks.get(key)).getReceiptHandle();
	}

	/**
	 * Answers as the key says; messages without one are rolled back.
	 */
	@BackCheckHandler(topic = TRANSACTION)
	static class Answers implements TransactionChecker<String> {

		private final Queue<HalfMessage<String>> asked = new ConcurrentLinkedQueue<>();

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			this.asked.add(message);
			String key = (message.key() != null) ? message.key() : "rollback";
			return switch (key) {
				case "commit" -> TransactionResolution.COMMIT;
				case "rollback" -> TransactionResolution.ROLLBACK;
				default -> (message.checks() > 1) ? TransactionResolution.COMMIT : TransactionResolution.UNKNOWN;
			};
		}

	}

	/**
	 * Loses the connection during every commit, and the process with it: otherwise it
	 * would ask its log for the outcome at once.
	 */
	static final class ForgetfulTransactionManager extends DataSourceTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient InFlightTransactions inFlight;

		ForgetfulTransactionManager(DataSource dataSource, InFlightTransactions inFlight) {
			super(dataSource);
			this.inFlight = inFlight;
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			super.doCommit(status);
			InFlightTransactions.idsOfCurrentTransaction().forEach(this.inFlight::forget);
			throw new TransactionSystemException("The connection was lost.");
		}

	}

}
