package io.github.rocketmqhttp.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes observations, not started yet. Safe for concurrent use.
 * <p>
 * Where nobody observes, callers make no context: they ask {@link #isActive()} first.
 */
public final class MessageObservations {

	/** Observes nothing. */
	public static final MessageObservations NONE = new MessageObservations(() -> ObservationRegistry.NOOP,
			ObservationConventions.NONE);

	private static final DefaultPublishObservationConvention PUBLISH = new DefaultPublishObservationConvention();

	private static final DefaultHalfMessageObservationConvention HALF = new DefaultHalfMessageObservationConvention();

	private static final DefaultDecisionObservationConvention DECISION = new DefaultDecisionObservationConvention();

	private static final DefaultBackCheckObservationConvention BACK_CHECK = new DefaultBackCheckObservationConvention();

	private static final DefaultListenerObservationConvention LISTENER = new DefaultListenerObservationConvention();

	private static final DefaultInboxObservationConvention INBOX = new DefaultInboxObservationConvention();

	private final Supplier<ObservationRegistry> registry;

	private final ObservationConventions conventions;

	/**
	 * Creates the observations.
	 * @param registry gives the registry, at each observation
	 * @param conventions those of the application
	 */
	public MessageObservations(Supplier<ObservationRegistry> registry, ObservationConventions conventions) {
		this.registry = registry;
		this.conventions = conventions;
	}

	/**
	 * Whether anybody observes.
	 * @return {@code false} if every observation would be in vain
	 */
	public boolean isActive() {
		return !this.registry.get().isNoop();
	}

	/**
	 * Observes that a message is published, half or not.
	 * @param context the message
	 * @return the observation
	 */
	public Observation publish(PublishContext context) {
		return context.isHalf()
				? make(RocketMqHttpObservation.HALF_MESSAGE, this.conventions.halfMessage(), HALF, context)
				: make(RocketMqHttpObservation.PUBLISH, this.conventions.publish(), PUBLISH, context);
	}

	/**
	 * Observes that a half message is committed or rolled back.
	 * @param context the decision
	 * @return the observation
	 */
	public Observation decision(DecisionContext context) {
		return make(RocketMqHttpObservation.DECISION, this.conventions.decision(), DECISION, context);
	}

	/**
	 * Observes that a back-check is answered.
	 * @param context the back-check
	 * @return the observation
	 */
	public Observation backCheck(BackCheckContext context) {
		return make(RocketMqHttpObservation.BACK_CHECK, this.conventions.backCheck(), BACK_CHECK, context);
	}

	/**
	 * Observes that a listener handles messages.
	 * @param context the messages
	 * @return the observation
	 */
	public Observation listener(ListenerContext context) {
		return make(RocketMqHttpObservation.LISTENER, this.conventions.listener(), LISTENER, context);
	}

	/**
	 * Observes that the inbox is asked.
	 * @param context the question
	 * @return the observation
	 */
	public Observation inbox(InboxContext context) {
		return make(RocketMqHttpObservation.INBOX, this.conventions.inbox(), INBOX, context);
	}

	private <C extends Context> Observation make(RocketMqHttpObservation kind, @Nullable ObservationConvention<C> own,
			ObservationConvention<C> fallback, C context) {
		return kind.observation(own, fallback, () -> context, this.registry.get());
	}

}
