package io.github.rocketmqhttp.reliability.crash;

import java.util.Set;

import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The same order with one or two messages, published before or after the work.
 */
class OrderService {

	static final String CREATE_TABLE = "CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)";

	static final String INSERT = "INSERT INTO orders";

	private final JdbcTemplate jdbc;

	OrderService(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The messages of an order.
	 */
	static Set<String> payloads(String id, int messages) {
		return (messages == 1) ? Set.of(id + "-1") : Set.of(id + "-1", id + "-2");
	}

	/**
	 * Places an order in one annotated call.
	 */
	static void place(OrderService service, SendPhase phase, int messages, String id) {
		boolean early = phase == SendPhase.BEFORE_METHOD;
		if (messages == 1) {
			if (early) {
				service.placeWithOneEarly(id);
			}
			else {
				service.placeWithOneLate(id);
			}
		}
		else if (early) {
			service.placeWithTwoEarly(id);
		}
		else {
			service.placeWithTwoLate(id);
		}
	}

	@TransactionalMessage(payload = "#id + '-1'")
	void placeWithOneEarly(String id) {
		insert(id);
	}

	@TransactionalMessage(payload = "#id + '-1'")
	@TransactionalMessage(payload = "#id + '-2'")
	void placeWithTwoEarly(String id) {
		insert(id);
	}

	@TransactionalMessage(payload = "#id + '-1'", phase = SendPhase.BEFORE_COMMIT)
	void placeWithOneLate(String id) {
		insert(id);
	}

	@TransactionalMessage(payload = "#id + '-1'", phase = SendPhase.BEFORE_COMMIT)
	@TransactionalMessage(payload = "#id + '-2'", phase = SendPhase.BEFORE_COMMIT)
	void placeWithTwoLate(String id) {
		insert(id);
	}

	private void insert(String id) {
		this.jdbc.update(INSERT + " (id) VALUES (?)", id);
	}

}
