package io.github.rocketmqhttp.test.shop;

import java.util.List;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Stores orders and announces them.
 */
@Service
public class Orders {

	private final JdbcClient database;

	Orders(JdbcClient database) {
		this.database = database;
	}

	@TransactionalMessage(topic = "orders", tag = "created", key = "#order.id()")
	public void place(Order order) {
		insert(order);
		if (order.amount().signum() < 0) {
			throw new IllegalArgumentException("refused");
		}
	}

	public void insert(Order order) {
		this.database.sql("INSERT INTO orders (id) VALUES (?)").param(order.id()).update();
	}

	public List<String> ids() {
		return this.database.sql("SELECT id FROM orders ORDER BY id").query(String.class).list();
	}

	public void forget() {
		this.database.sql("DELETE FROM orders").update();
	}

}
