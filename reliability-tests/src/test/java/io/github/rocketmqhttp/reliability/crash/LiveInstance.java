package io.github.rocketmqhttp.reliability.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.reliability.database.TestDatabase;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.messaging.Message;

/**
 * An instance in the test's own process that shares nothing with another one but broker
 * and database, as if it were a process of its own.
 */
final class LiveInstance implements AutoCloseable {

	private static final ConsumeRequest READ = new ConsumeRequest(OrderApplication.TOPIC, "GID_readers", null, 16,
			Duration.ZERO);

	private final ConfigurableApplicationContext context;

	private LiveInstance(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static LiveInstance start(RocketMqHttpBroker broker, TestDatabase database) {
		SpringApplicationBuilder instance = OrderApplication.instance().sources(RecordedAnswers.class);
		// Logging belongs to the whole process: no instance may set it up or end it.
		instance.application()
			.setListeners(instance.application()
				.getListeners()
				.stream()
				.filter((listener) -> !(listener instanceof LoggingApplicationListener))
				.toList());
		return new LiveInstance(instance.run(OrderApplication.arguments(broker, database).toArray(String[]::new)));
	}

	RecordedAnswers answers() {
		return this.context.getBean(RecordedAnswers.class);
	}

	boolean hasOrder(String id) {
		return !this.context.getBean(JdbcTemplate.class)
			.queryForList("SELECT id FROM orders WHERE id = ?", String.class, id)
			.isEmpty();
	}

	/**
	 * Consumes all that there is.
	 * @return the payloads
	 */
	List<String> consume() {
		RocketMqHttpOperations operations = this.context.getBean(RocketMqHttpOperations.class);
		List<String> payloads = new ArrayList<>();
		List<Message<String>> batch = operations.receiveBatch(READ, String.class);
		while (!batch.isEmpty()) {
			batch.forEach((message) -> {
				operations.acknowledge(message);
				payloads.add(message.getPayload());
			});
			batch = operations.receiveBatch(READ, String.class);
		}
		return payloads;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
