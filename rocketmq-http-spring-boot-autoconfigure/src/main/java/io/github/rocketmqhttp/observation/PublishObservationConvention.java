package io.github.rocketmqhttp.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of messages that are published, half messages apart. A bean of
 * this type takes the place of the default one.
 */
public interface PublishObservationConvention extends ObservationConvention<PublishContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PublishContext publish && !publish.isHalf();
	}

}
