package io.github.rocketmqhttp.test.assertions;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.broker.store.TopicId;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a broker: choose a topic.
 */
public final class BrokerAssert extends AbstractAssert<BrokerAssert, RocketMqHttpBroker> {

	BrokerAssert(RocketMqHttpBroker actual) {
		super(actual, BrokerAssert.class);
	}

	/**
	 * Looks into a topic of an instance without namespace.
	 * @param topic its name
	 * @return what can be asserted about what it holds at this moment
	 */
	public TopicAssert topic(String topic) {
		return topic("", topic);
	}

	/**
	 * Looks into a topic of an instance, as an application does that sets
	 * {@code rocketmq-http.instance-id}.
	 * @param instanceId namespace of the instance
	 * @param topic its name
	 * @return what can be asserted about what it holds at this moment
	 */
	public TopicAssert topic(String instanceId, String topic) {
		isNotNull();
		try {
			TopicId id = new TopicId(instanceId, topic);
			return new TopicAssert(TopicSnapshot.of(this.actual, id)).as(descriptionText());
		}
		catch (RefusedException ex) {
			throw failure("%nExpecting the broker to have the topic '%s', but it refuses it: %s%n%s", topic, ex.text(),
					TopicSnapshot.describeOthers(this.actual, null));
		}
	}

	/**
	 * Verifies that no topic holds a message: none was sent, or all were forgotten.
	 * @return this assertion
	 */
	public BrokerAssert hasNoMessages() {
		isNotNull();
		for (TopicId id : this.actual.topics()) {
			new TopicAssert(TopicSnapshot.of(this.actual, id)).as(descriptionText()).hasNoMessages();
		}
		return this;
	}

}
