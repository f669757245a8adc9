package io.github.rocketmqhttp.reliability.routing;

import java.util.List;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.InvalidListenerException;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.routing.DynamicApplication.Around;
import io.github.rocketmqhttp.reliability.routing.DynamicApplication.Orders;
import io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * {@code @DS} of dynamic-datasource, with MyBatis and MyBatis-Plus, chooses the database
 * of a transaction and of its message's answer.
 */
@Timeout(180)
class DynamicDataSourceTests {

	private static final String WITHOUT_JPA = "--spring.autoconfigure.exclude="
			+ "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration";

	@EachDatabase
	void aMessageFollowsTheTransactionInWhicheverDatabaseItRuns(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			Orders orders = places.start(DynamicApplication.class, properties(places)).getBean(Orders.class);
			for (boolean commits : List.of(true, false)) {
				places.call(commits, (end) -> orders.primary("primary-" + commits, end));
				places.call(commits, (end) -> orders.trade("trade-" + commits, end));
				places.call(commits, (end) -> orders.tradeLate("late-" + commits, end));
				places.call(commits, (end) -> orders.tradeOnCommit("commit-" + commits, end));
			}
			places.assertDeliveredIsWhatIsInTheDatabases();
			assertThat(places.rows(0)).containsExactly("primary-true");
			assertThat(places.rows(1)).containsExactly("commit-true", "late-true", "trade-true");
		}
	}

	@EachDatabase
	void aCallInATransactionThatSpringDoesNotLeadIsRefusedBeforeItsWork(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			Around around = places.start(DynamicApplication.class, properties(places)).getBean(Around.class);
			assertThatThrownBy(() -> around.trade("o-1", () -> assertThat(true).as("work").isFalse()))
				.isInstanceOf(TransactionLogException.class)
				.hasMessageContaining("@DSTransactional");
			places.assertDeliveredIsWhatIsInTheDatabases();
			assertThat(places.rows(1)).isEmpty();
		}
	}

	@EachDatabase
	void theEffectOfAnIdempotentListenerAndItsInboxAreWhereItsMethodSays(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			RocketMqHttpOperations template = places.start(DynamicApplication.class, properties(places))
				.getBean(RocketMqHttpOperations.class);
			for (int i = 0; i < 2; i++) {
				template.newMessage("p-1").topic("payments").key("p-1").send();
			}
			await().untilAsserted(() -> RocketMqHttpAssertions.assertThat(places.broker())
				.topic("payments")
				.consumed("GID_payments", 2));
			assertThat(places.rows(0)).isEmpty();
			assertThat(places.rows(1)).containsExactly("p-1");
			assertThat(noted(places.database(0))).isZero();
			assertThat(noted(places.database(1))).isOne();
		}
	}

	@EachDatabase
	void anIdempotentListenerThatDoesNotSayItsDatabaseIsRefused(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			assertThatThrownBy(() -> places.start(Refused.class, properties(places)))
				.isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining("chooses between several databases")
				.hasMessageContaining("@DS");
		}
	}

	private static Integer noted(TestDatabase database) {
		return new JdbcTemplate(database.dataSource()).queryForObject("SELECT COUNT(*) FROM rocketmq_http_inbox",
				Integer.class);
	}

	private static String[] properties(TwoPlaces places) {
		return new String[] { WITHOUT_JPA, "--spring.datasource.dynamic.primary=master",
				"--spring.datasource.dynamic.datasource.master.url=" + places.database(0).jdbcUrl(),
				"--spring.datasource.dynamic.datasource.master.username=" + places.database(0).username(),
				"--spring.datasource.dynamic.datasource.master.password=" + places.database(0).password(),
				"--spring.datasource.dynamic.datasource.trade.url=" + places.database(1).jdbcUrl(),
				"--spring.datasource.dynamic.datasource.trade.username=" + places.database(1).username(),
				"--spring.datasource.dynamic.datasource.trade.password=" + places.database(1).password() };
	}

	/**
	 * Says nothing.
	 */
	@Import({ DynamicApplication.class, DynamicApplication.PaymentsSomewhere.class })
	static class Refused {

	}

}
