package io.github.rocketmqhttp.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of half messages that are committed or rolled back. A bean of
 * this type takes the place of the default one.
 */
public interface DecisionObservationConvention extends ObservationConvention<DecisionContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof DecisionContext;
	}

}
