package io.github.rocketmqhttp.reliability.docs;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;

import org.springframework.stereotype.Component;

// tag::consumer[]
@Component
class Billing {

	private final Invoices invoices;

	Billing(Invoices invoices) {
		this.invoices = invoices;
	}

	@RocketMqHttpListener(topic = "audit", consumerGroup = "GID_billing", tag = "created")
	void bill(Order order) {
		this.invoices.write(order);
	}

}
// end::consumer[]
