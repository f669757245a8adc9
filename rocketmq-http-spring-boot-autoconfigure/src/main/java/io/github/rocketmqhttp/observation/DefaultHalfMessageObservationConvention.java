package io.github.rocketmqhttp.observation;

import io.micrometer.common.KeyValues;

/**
 * The default names for half messages that are published. May be extended.
 */
public class DefaultHalfMessageObservationConvention implements HalfMessageObservationConvention {

	private static final String OPERATION = "publish_half";

	@Override
	public String getName() {
		return RocketMqHttpObservation.HALF_MESSAGE.getName();
	}

	@Override
	public String getContextualName(PublishContext context) {
		return OPERATION + " " + context.getTopic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PublishContext context) {
		return Values.publish(context, OPERATION);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(PublishContext context) {
		return Values.published(context);
	}

}
