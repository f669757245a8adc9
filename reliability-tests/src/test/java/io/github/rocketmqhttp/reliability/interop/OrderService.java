package io.github.rocketmqhttp.reliability.interop;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

/**
 * The business: takes orders of more than nothing.
 */
class OrderService {

	@TransactionalMessage(topic = InteropFixture.TRANSACTION, tag = "created", key = "#order.id()",
			properties = "amount=#order.amount()")
	void place(Order order) {
		if (order.amount() <= 0) {
			throw new IllegalArgumentException("The amount must be above zero.");
		}
	}

}
