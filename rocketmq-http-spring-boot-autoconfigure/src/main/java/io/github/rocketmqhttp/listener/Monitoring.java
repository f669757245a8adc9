package io.github.rocketmqhttp.listener;

import java.time.Instant;
import java.util.List;

import io.github.rocketmqhttp.observation.ListenerContext;
import io.github.rocketmqhttp.observation.LoggingContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.micrometer.observation.Observation;

/**
 * Shows what one listener does: in logs, in observations and in measures.
 */
final class Monitoring {

	private final ListenerDefinition listener;

	private final MessageObservations observations;

	private final ListenerMetrics metrics;

	Monitoring(ListenerDefinition listener, MessageObservations observations, ListenerMetrics metrics) {
		this.listener = listener;
		this.observations = observations;
		this.metrics = metrics;
	}

	/**
	 * Handles messages where everybody can see it.
	 * @param handling is given the observation, for failures
	 * @return what the handling returns
	 */
	boolean around(List<Delivery> deliveries, Handling handling) {
		List<ReceivedMessage> messages = deliveries.stream().map(Delivery::message).toList();
		String topic = this.listener.request().topic();
		String group = this.listener.request().consumerGroup();
		LoggingContext logging = LoggingContext.of(topic, group,
				messages.stream().map(ReceivedMessage::messageId).toList());
		try {
			messages.forEach((message) -> this.metrics.begins(this.listener.id(), topic, group, due(message)));
			if (!this.observations.isActive()) {
				return handling.handle(Observation.NOOP);
			}
			Observation observation = this.observations
				.listener(new ListenerContext(this.listener.id(), topic, group, messages));
			return Boolean.TRUE.equals(observation.observe(() -> handling.handle(observation)));
		}
		finally {
			logging.close();
		}
	}

	private static Instant due(ReceivedMessage message) {
		Instant deliverAt = message.deliverAt();
		return (deliverAt != null && deliverAt.isAfter(message.publishTime())) ? deliverAt : message.publishTime();
	}

	/**
	 * Handles the messages of one call.
	 */
	@FunctionalInterface
	interface Handling {

		boolean handle(Observation observation);

	}

}
