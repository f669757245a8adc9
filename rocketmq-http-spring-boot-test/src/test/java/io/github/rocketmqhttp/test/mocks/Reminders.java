package io.github.rocketmqhttp.test.mocks;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;

/**
 * Sends reminders.
 */
class Reminders {

	private final RocketMqHttpOperations template;

	Reminders(RocketMqHttpOperations template) {
		this.template = template;
	}

	void remind(String order) {
		if (!order.isEmpty()) {
			this.template.newMessage(order).topic("reminders").key(order).send();
		}
	}

}
