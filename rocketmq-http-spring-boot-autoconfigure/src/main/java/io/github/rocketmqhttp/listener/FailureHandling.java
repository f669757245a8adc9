package io.github.rocketmqhttp.listener;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the error handler of one listener about failures, and survives its own.
 */
final class FailureHandling {

	private static final Logger logger = LoggerFactory.getLogger(FailureHandling.class);

	private final ListenerDefinition listener;

	private final ListenerErrorHandler handler;

	private final FailureSettings settings;

	private final DeliveryCounters counters;

	FailureHandling(ListenerDefinition listener, ListenerErrorHandler handler, FailureSettings settings,
			DeliveryCounters counters) {
		this.listener = listener;
		this.handler = handler;
		this.settings = settings;
		this.counters = counters;
	}

	/**
	 * Notes a failure.
	 * @return whether the messages are dealt with and are to be acknowledged
	 */
	boolean isDealtWith(List<Delivery> deliveries, Throwable failure, boolean retryable) {
		this.counters.failed(deliveries.size());
		FailedDelivery failed = new FailedDelivery(this.listener.id(), this.listener.request().topic(),
				this.listener.request().consumerGroup(), deliveries.stream().map(Delivery::message).toList(), failure,
				retryable && this.settings.isRetryable(failure));
		try {
			return this.handler.handle(failed) == ListenerErrorHandler.Decision.ACKNOWLEDGE;
		}
		catch (Throwable ex) {
			logger.error("The error handler of listener {} failed over message {} of topic {}; it comes back",
					failed.listenerId(), failed.messages().get(0).messageId(), failed.topic(), ex);
			return false;
		}
	}

}
