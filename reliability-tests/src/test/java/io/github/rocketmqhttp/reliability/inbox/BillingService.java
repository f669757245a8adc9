package io.github.rocketmqhttp.reliability.inbox;

import java.util.List;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The business: writes a line for each call, so that whatever happens twice is seen
 * twice. One method takes messages one by one, the other in batches; they share them.
 */
class BillingService {

	/** Without a primary key on purpose. */
	static final String CREATE_TABLE = "CREATE TABLE effect (id INT NOT NULL)";

	static final String COUNT = "SELECT id, COUNT(*) AS effects FROM effect GROUP BY id";

	/** Of so many messages one fails at first, after it has written. */
	private static final int EVERY_FAILURE = 25;

	private final JdbcTemplate jdbc;

	BillingService(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@RocketMqHttpListener(idempotent = true, concurrency = "3")
	void one(ReceivedMessage message) {
		bill(message);
	}

	@RocketMqHttpListener(idempotent = true, concurrency = "2", batchSize = "8")
	void several(List<ReceivedMessage> messages) {
		messages.forEach(this::bill);
	}

	private void bill(ReceivedMessage message) {
		int number = Integer.parseInt(message.body());
		this.jdbc.update("INSERT INTO effect (id) VALUES (?)", number);
		if (number % EVERY_FAILURE == 0 && message.consumedTimes() == 1) {
			throw new BillingException(number);
		}
	}

	/**
	 * The business does not work this time.
	 */
	static final class BillingException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		BillingException(int number) {
			super("Message " + number + " cannot be billed when it comes first.");
		}

	}

}
