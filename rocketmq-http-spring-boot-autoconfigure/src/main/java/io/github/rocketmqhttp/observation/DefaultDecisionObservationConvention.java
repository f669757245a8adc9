package io.github.rocketmqhttp.observation;

import io.github.rocketmqhttp.observation.RocketMqHttpObservation.HighCardinalityKeys;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;

/**
 * The default names for half messages that are committed or rolled back. May be extended.
 */
public class DefaultDecisionObservationConvention implements DecisionObservationConvention {

	@Override
	public String getName() {
		return RocketMqHttpObservation.DECISION.getName();
	}

	@Override
	public String getContextualName(DecisionContext context) {
		return operation(context) + " " + context.getTopic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(DecisionContext context) {
		return Values.messaging(context, operation(context), Values.SETTLE, context.getTopic())
			.and(LowCardinalityKeys.CONSUMER_GROUP.withValue(context.getConsumerGroup()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(DecisionContext context) {
		return KeyValues.of(HighCardinalityKeys.MESSAGE_ID.withValue(context.getMessageId()));
	}

	private static String operation(DecisionContext context) {
		return context.isCommit() ? "commit" : "rollback";
	}

}
