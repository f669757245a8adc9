package io.github.rocketmqhttp.reliability.docs;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.stereotype.Service;

// tag::transactional-producer[]
@Service
class OrderService {

	private final Orders orders;

	OrderService(Orders orders) {
		this.orders = orders;
	}

	@TransactionalMessage(topic = "orders", tag = "created", key = "#order.id()")
	void place(Order order) {
		this.orders.insert(order);
	}

}
// end::transactional-producer[]
