package io.github.rocketmqhttp.observation;

import java.util.List;

import io.github.rocketmqhttp.observation.RocketMqHttpObservation.HighCardinalityKeys;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.micrometer.common.KeyValues;

/**
 * The default names for listeners. May be extended.
 */
public class DefaultListenerObservationConvention implements ListenerObservationConvention {

	@Override
	public String getName() {
		return RocketMqHttpObservation.LISTENER.getName();
	}

	@Override
	public String getContextualName(ListenerContext context) {
		return Values.PROCESS + " " + context.getTopic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ListenerContext context) {
		return Values.messaging(context, Values.PROCESS, Values.PROCESS, context.getTopic())
			.and(LowCardinalityKeys.CONSUMER_GROUP.withValue(context.getConsumerGroup()),
					LowCardinalityKeys.LISTENER_ID.withValue(context.getListenerId()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ListenerContext context) {
		List<ReceivedMessage> messages = context.getMessages();
		KeyValues values = KeyValues.of(HighCardinalityKeys.MESSAGE_ID.withValue(context.getMessageId()));
		return (messages.size() == 1)
				? values.and(HighCardinalityKeys.DELIVERY.withValue(Integer.toString(messages.get(0).consumedTimes())))
				: values.and(HighCardinalityKeys.MESSAGE_COUNT.withValue(Integer.toString(messages.size())));
	}

}
