package io.github.rocketmqhttp.reliability.docs;

import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;

// tag::former-half-messages[]
@BackCheckHandler(topic = "orders")
class FormerOrders implements TransactionChecker<Order> {

	private final Orders orders;

	FormerOrders(Orders orders) {
		this.orders = orders;
	}

	@Override
	public TransactionResolution check(HalfMessage<Order> message) {
		return this.orders.exists(message.payload().id()) ? TransactionResolution.COMMIT
				: TransactionResolution.UNKNOWN; // ROLLBACK only if it can no longer
													// appear
	}

}
// end::former-half-messages[]
