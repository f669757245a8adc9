package io.github.rocketmqhttp.reliability.docs;

import java.util.List;
import java.util.function.Consumer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The orders of one program, in its database.
 */
class Orders {

	private final JdbcTemplate jdbc;

	private volatile Consumer<Order> beforeCommit = (order) -> {
	};

	Orders(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
		jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(64) PRIMARY KEY, amount DECIMAL(12, 2) NOT NULL)");
	}

	/**
	 * Lets a test in while the transaction of an insert runs.
	 */
	void beforeCommit(Consumer<Order> action) {
		this.beforeCommit = action;
	}

	void insert(Order order) {
		this.jdbc.update("INSERT INTO orders (id, amount) VALUES (?, ?)", order.id(), order.amount());
		if (order.amount().signum() <= 0) {
			throw new IllegalArgumentException("The amount of order " + order.id() + " must be above zero.");
		}
		this.beforeCommit.accept(order);
	}

	boolean exists(String id) {
		return ids().contains(id);
	}

	List<String> ids() {
		return this.jdbc.queryForList("SELECT id FROM orders ORDER BY id", String.class);
	}

}
