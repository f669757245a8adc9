package io.github.rocketmqhttp.observation;

import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;

/**
 * The default names for the inbox. May be extended.
 */
public class DefaultInboxObservationConvention implements InboxObservationConvention {

	@Override
	public String getName() {
		return RocketMqHttpObservation.INBOX.getName();
	}

	@Override
	public String getContextualName(InboxContext context) {
		return "inbox " + context.getConsumerGroup();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(InboxContext context) {
		return KeyValues.of(LowCardinalityKeys.CONSUMER_GROUP.withValue(context.getConsumerGroup()),
				LowCardinalityKeys.INBOX_RESULT.withValue(context.getResult()), Values.errorType(context));
	}

}
