package io.github.rocketmqhttp.reliability.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Two instances of an application with two databases. The first one works and is never
 * asked; the broker hears of its outcomes too late, so that the second one answers by
 * what is in the databases. These are the oracle, too.
 */
final class TwoPlaces implements AutoCloseable {

	private static final Duration TOO_LATE = Duration.ofSeconds(31);

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("orders", TopicType.TRANSACTION)
		.topic("payments", TopicType.ANY)
		.start();

	private final List<TestDatabase> databases = new ArrayList<>();

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	TwoPlaces(TestDatabase first) {
		this.databases.add(first);
		this.databases.add(first.kind().fresh());
		for (TestDatabase database : this.databases) {
			JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
			jdbc.execute("CREATE TABLE orders (id VARCHAR(40) PRIMARY KEY)");
		}
	}

	TestDatabase database(int index) {
		return this.databases.get(index);
	}

	RocketMqHttpBroker broker() {
		return this.broker;
	}

	/**
	 * Starts both instances.
	 * @return the one that works
	 */
	ConfigurableApplicationContext start(Class<?> application, String... properties) {
		String[] common = { "--rocketmq-http.endpoint=" + this.broker.endpoint(), "--rocketmq-http.access-key-id=ak",
				"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.topic=orders",
				"--rocketmq-http.consumer-group=GID_orders", "--rocketmq-http.transaction.log.initialize-schema=always",
				"--rocketmq-http.listener.inbox.initialize-schema=always" };
		for (int i = 0; i < 2; i++) {
			this.instances.add(new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
				.run(Stream.of(common, properties).flatMap(Stream::of).toArray(String[]::new)));
		}
		this.instances.get(0).getBean(BackCheckPollers.class).stop();
		return this.instances.get(0);
	}

	/**
	 * Calls a method that works, then commits or rolls back when it is too late to tell
	 * the broker; a back-check has been asked meanwhile.
	 */
	void call(boolean commits, Work work) {
		ThrowingCallable call = () -> work.run(() -> {
			this.broker.advance(TOO_LATE);
			if (!commits) {
				throw new IllegalStateException("no stock");
			}
		});
		Throwable failure = catchThrowable(call);
		if (commits) {
			assertThat(failure).isNull();
		}
		else {
			assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("no stock");
		}
	}

	List<String> rows(int database) {
		return new JdbcTemplate(this.databases.get(database).dataSource())
			.queryForList("SELECT id FROM orders ORDER BY id", String.class);
	}

	/**
	 * Has the rest asked, and compares what was delivered with what the databases hold.
	 */
	void assertDeliveredIsWhatIsInTheDatabases() {
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			this.broker.advance(TOO_LATE);
			assertThat(this.broker.topic("orders").half()).isEmpty();
		});
		assertThat(this.broker.topic("orders").committed().stream().map(MessageView::body))
			.containsExactlyInAnyOrderElementsOf(Stream.of(rows(0), rows(1)).flatMap(List::stream).toList());
	}

	@Override
	public void close() {
		this.instances.forEach(ConfigurableApplicationContext::close);
		this.broker.close();
		this.databases.get(1).close();
	}

	/**
	 * Calls the application.
	 */
	@FunctionalInterface
	interface Work {

		void run(Runnable end) throws Exception;

	}

}
