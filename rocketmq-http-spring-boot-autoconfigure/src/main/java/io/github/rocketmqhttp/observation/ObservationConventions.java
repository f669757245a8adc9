package io.github.rocketmqhttp.observation;

import org.jspecify.annotations.Nullable;

/**
 * Conventions of the application's own; {@code null} stands for the default one, and for
 * one of the registry.
 *
 * @param publish for messages
 * @param halfMessage for half messages
 * @param decision for their commit and rollback
 * @param backCheck for back-checks
 * @param listener for listeners
 * @param inbox for the inbox
 */
public record ObservationConventions(@Nullable PublishObservationConvention publish,
		@Nullable HalfMessageObservationConvention halfMessage, @Nullable DecisionObservationConvention decision,
		@Nullable BackCheckObservationConvention backCheck, @Nullable ListenerObservationConvention listener,
		@Nullable InboxObservationConvention inbox) {

	/** None. */
	public static final ObservationConventions NONE = new ObservationConventions(null, null, null, null, null, null);

}
