package io.github.rocketmqhttp.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of listeners. A bean of this type takes the place of the default
 * one.
 */
public interface ListenerObservationConvention extends ObservationConvention<ListenerContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ListenerContext;
	}

}
