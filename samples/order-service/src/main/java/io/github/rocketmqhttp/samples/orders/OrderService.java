package io.github.rocketmqhttp.samples.orders;

import java.util.List;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.stereotype.Service;

/**
 * Stores orders and announces them.
 */
@Service
class OrderService {

	private final JdbcAggregateTemplate database;

	OrderService(JdbcAggregateTemplate database) {
		this.database = database;
	}

	/**
	 * Stores an order. Its message is delivered if, and only if, the row is committed:
	 * when the broker has to ask, for example because the process was killed, the
	 * transaction log in the same database answers.
	 * @param order the order
	 * @return the order
	 */
	@TransactionalMessage(topic = "orders", tag = "created", key = "#order.id()")
	Order place(Order order) {
		this.database.insert(order);
		if (order.amount().signum() <= 0) {
			// After the insert on purpose: the row and the message disappear together.
			throw new RefusedOrderException("The amount of order " + order.id() + " must be above zero.");
		}
		return order;
	}

	List<Order> findAll() {
		return this.database.findAll(Order.class);
	}

	/**
	 * The business says no.
	 */
	static final class RefusedOrderException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		RefusedOrderException(String message) {
			super(message);
		}

	}

}
