package io.github.rocketmqhttp.observation;

import io.github.rocketmqhttp.observation.RocketMqHttpObservation.HighCardinalityKeys;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;

/**
 * The default names for back-checks. May be extended.
 */
public class DefaultBackCheckObservationConvention implements BackCheckObservationConvention {

	private static final String OPERATION = "back_check";

	@Override
	public String getName() {
		return RocketMqHttpObservation.BACK_CHECK.getName();
	}

	@Override
	public String getContextualName(BackCheckContext context) {
		return OPERATION + " " + context.getTopic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(BackCheckContext context) {
		return Values.messaging(context, OPERATION, Values.PROCESS, context.getTopic())
			.and(LowCardinalityKeys.CONSUMER_GROUP.withValue(context.getConsumerGroup()),
					LowCardinalityKeys.ANSWER.withValue(context.getAnswer()),
					LowCardinalityKeys.ANSWER_REASON.withValue(context.getReason()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(BackCheckContext context) {
		return KeyValues.of(HighCardinalityKeys.MESSAGE_ID.withValue(context.getMessageId()),
				HighCardinalityKeys.CHECKS.withValue(Integer.toString(context.getChecks())));
	}

}
