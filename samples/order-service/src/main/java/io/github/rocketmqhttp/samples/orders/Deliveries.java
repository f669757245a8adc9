package io.github.rocketmqhttp.samples.orders;

import java.util.List;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Receives the messages and writes down which orders have been delivered.
 */
@Component
class Deliveries {

	private final JdbcClient database;

	Deliveries(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Notes an order, once. A message comes again when its acknowledgement gets lost.
	 * @param order the delivered order
	 */
	@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_deliveries", tag = "created")
	void deliver(Order order) {
		this.database.sql("""
				INSERT INTO deliveries (order_id) SELECT :id
				WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE order_id = :id)
				""").param("id", order.id()).update();
	}

	/**
	 * The delivered orders.
	 * @return their ids, in the order in which they arrived
	 */
	List<String> orderIds() {
		return this.database.sql("SELECT order_id FROM deliveries ORDER BY position").query(String.class).list();
	}

}
