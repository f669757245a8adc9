package io.github.rocketmqhttp.samples.orders;

import java.util.List;

import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.messaging.handler.annotation.Payload;
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
	 * Stores an order. Its message is delivered if, and only if, the row is committed.
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

	/**
	 * Answers the broker when it asks what became of an order, for example because the
	 * process was killed. An order that is being placed right now never gets here. This
	 * service alone writes to its database, so an order that is not stored never will be.
	 * @param order the order of the undecided message
	 * @return whether its message is to be delivered
	 */
	@BackCheckHandler(topic = "orders")
	TransactionResolution check(@Payload Order order) {
		Order stored = this.database.findById(order.id(), Order.class);
		return order.equals(stored) ? TransactionResolution.COMMIT : TransactionResolution.ROLLBACK;
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
