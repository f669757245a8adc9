package io.github.rocketmqhttp.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of the inbox. A bean of this type takes the place of the default
 * one.
 */
public interface InboxObservationConvention extends ObservationConvention<InboxContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof InboxContext;
	}

}
