package io.github.rocketmqhttp.test.shop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;

import org.springframework.stereotype.Component;

/**
 * Receives orders.
 */
@Component
public class Billing {

	private final Queue<Order> billed = new ConcurrentLinkedQueue<>();

	@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_billing")
	void bill(Order order) {
		this.billed.add(order);
	}

	public Queue<Order> billed() {
		return this.billed;
	}

}
