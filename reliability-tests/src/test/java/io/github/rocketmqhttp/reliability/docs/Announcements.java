package io.github.rocketmqhttp.reliability.docs;

import java.time.Instant;

import io.github.rocketmqhttp.core.RocketMqHttpTemplate;

import org.springframework.stereotype.Component;

// tag::producer[]
@Component
class Announcements {

	private final RocketMqHttpTemplate template;

	Announcements(RocketMqHttpTemplate template) {
		this.template = template;
	}

	String created(Order order) {
		return this.template.newMessage(order)
			.topic("audit")
			.tag("created")
			.key(order.id())
			.property("customer", order.customer())
			.send()
			.messageId();
	}

	void inOrder(Order order) {
		this.template.newMessage(order).topic("steps").shardingKey(order.customer()).send();
	}

	void remind(Order order, Instant at) {
		this.template.newMessage(order).topic("reminders").deliverAt(at).send();
	}

}
// end::producer[]
