package io.github.rocketmqhttp.observation;

import io.micrometer.common.KeyValues;

/**
 * The default names for messages that are published. May be extended.
 */
public class DefaultPublishObservationConvention implements PublishObservationConvention {

	private static final String OPERATION = "publish";

	@Override
	public String getName() {
		return RocketMqHttpObservation.PUBLISH.getName();
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
