package io.github.rocketmqhttp.test.shop;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.test.RocketMqHttpTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestContextManager;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The slice of an application that sends and receives.
 */
@RocketMqHttpTest(properties = "spring.datasource.url=jdbc:h2:mem:configured")
class SliceTests {

	@Test
	void whatSendsAndReceivesIsThere(@Autowired RocketMqHttpBroker broker, @Autowired Orders orders,
			@Autowired Billing billing) {
		orders.place(Order.of("o-1"));
		assertThat(broker).topic("orders").committed().hasPayload(Order.of("o-1"));
		await().until(() -> billing.billed().contains(Order.of("o-1")));
	}

	@Test
	void otherPartsOfTheApplicationAreNot(@Autowired ObjectProvider<Unrelated> unrelated) {
		assertThat(unrelated).isEmpty();
	}

	@Test
	void theDatabaseIsAnEmbeddedOneInPlaceOfTheConfiguredOne(@Autowired DataSource database) throws SQLException {
		try (Connection connection = database.getConnection()) {
			assertThat(connection.getMetaData().getURL()).startsWith("jdbc:h2:mem:").doesNotContain("configured");
		}
	}

	@Test
	void filtersAddAndTakeAway() {
		ApplicationContext more = context(WithUnrelated.class);
		assertThat(more.getBeanProvider(Unrelated.class)).isNotEmpty();
		assertThat(more.getBeanProvider(Orders.class)).isNotEmpty();
		assertThat(more.getBeanProvider(Billing.class)).isEmpty();
		ApplicationContext only = context(OnlyUnrelated.class);
		assertThat(only.getBeanProvider(Unrelated.class)).isNotEmpty();
		assertThat(only.getBeanProvider(Orders.class)).isEmpty();
	}

	@Test
	void propertiesAndTopicsAreThoseOfTheTest() {
		ApplicationContext context = context(OnlyUnrelated.class);
		assertThat(context.getBean(Environment.class).getProperty("shop.name")).isEqualTo("corner");
		assertThat(context.getBean(Environment.class).getProperty("rocketmq-http.broker.topics"))
			.isEqualTo("orders:transaction");
	}

	@Test
	void slicesThatSayTheSameShareAnApplication() {
		assertThat(context(WithUnrelated.class)).isSameAs(context(AlsoWithUnrelated.class));
		assertThat(context(WithUnrelated.class)).isNotSameAs(context(OnlyUnrelated.class));
	}

	private static ApplicationContext context(Class<?> test) {
		return new TestContextManager(test).getTestContext().getApplicationContext();
	}

	@RocketMqHttpTest(includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Unrelated.class),
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Billing.class))
	static class WithUnrelated {

	}

	@RocketMqHttpTest(includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Unrelated.class),
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Billing.class))
	static class AlsoWithUnrelated {

	}

	@RocketMqHttpTest(useDefaultFilters = false, topics = "orders:transaction", properties = "shop.name=corner",
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Unrelated.class))
	static class OnlyUnrelated {

	}

}
