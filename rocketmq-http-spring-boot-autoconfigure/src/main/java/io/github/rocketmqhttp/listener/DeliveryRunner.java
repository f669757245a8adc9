package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.listener.Delivery.Receipt;
import io.micrometer.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages to the method, and acknowledges them as the listener's mode says. Used
 * by all workers of a listener.
 */
final class DeliveryRunner {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryRunner.class);

	private final ListenerDefinition listener;

	private final ListenerCall call;

	private final DeliveryInterceptors interceptors;

	private final CallRetry retry;

	private final FailureHandling failures;

	private final Acknowledging acknowledging;

	private final DeliveryCounters counters;

	private final Pace pace;

	private final InstantSource clock;

	private final Monitoring monitoring;

	DeliveryRunner(ListenerDefinition listener, ListenerCall call, DeliveryInterceptors interceptors, CallRetry retry,
			FailureHandling failures, Acknowledging acknowledging, DeliveryCounters counters, Pace pace,
			InstantSource clock, Monitoring monitoring) {
		this.listener = listener;
		this.call = call;
		this.interceptors = interceptors;
		this.retry = retry;
		this.failures = failures;
		this.acknowledging = acknowledging;
		this.counters = counters;
		this.pace = pace;
		this.clock = clock;
		this.monitoring = monitoring;
	}

	/**
	 * Handles messages, one call after the other; what follows a message that comes back
	 * is left to redelivery with it.
	 * @param goOn asked before each call; the rest is left to redelivery when it says no
	 */
	void run(Work work, BooleanSupplier goOn) {
		if (this.call.takesList()) {
			call(work.deliveries(), goOn);
			return;
		}
		for (int i = 0; i < work.size(); i++) {
			if (!goOn.getAsBoolean()) {
				logger.info("Stopping: {} messages of topic {} are left to redelivery", work.size() - i,
						this.listener.request().topic());
				return;
			}
			if (!call(work.deliveries().subList(i, i + 1), goOn)) {
				return;
			}
		}
	}

	/**
	 * Makes one call.
	 * @return whether all of its messages are done with
	 */
	private boolean call(List<Delivery> deliveries, BooleanSupplier goOn) {
		return this.monitoring.around(deliveries, (observation) -> call(deliveries, goOn, observation));
	}

	private boolean call(List<Delivery> deliveries, BooleanSupplier goOn, Observation observation) {
		List<ReadMessage> readable = new ArrayList<>(deliveries.size());
		boolean done = read(deliveries, readable, observation);
		return readable.isEmpty() ? done : invoke(readable, goOn, observation) && done;
	}

	private boolean read(List<Delivery> deliveries, List<ReadMessage> readable, Observation observation) {
		boolean done = true;
		for (Delivery delivery : deliveries) {
			if (delivery.isOver(this.clock.instant())) {
				this.counters.expired(1);
				logger.debug("Message {} of topic {} waited beyond its invisible time and comes back",
						delivery.message().messageId(), this.listener.request().topic());
				done = false;
				continue;
			}
			try {
				readable.add(this.call.read(delivery));
			}
			catch (RuntimeException ex) {
				done &= failed(List.of(delivery), ex, false, observation);
			}
			catch (Error ex) {
				// A missing class or no memory is not the message's fault.
				done &= failed(List.of(delivery), ex, true, observation);
			}
			if (!done && this.listener.ordered()) {
				return false;
			}
		}
		return done;
	}

	private boolean invoke(List<ReadMessage> messages, BooleanSupplier goOn, Observation observation) {
		List<Delivery> deliveries = messages.stream().map(ReadMessage::delivery).toList();
		CallAcknowledgement handle = this.acknowledging.handle(receipts(deliveries));
		List<Delivery> done;
		Instant start = this.clock.instant();
		try {
			done = this.interceptors.around(deliveries, () -> this.retry.run(() -> this.call.call(messages, handle),
					() -> goOn.getAsBoolean() && !deliveries.get(0).isOver(this.clock.instant())));
		}
		catch (Throwable ex) {
			return failed(deliveries, ex, true, observation);
		}
		finally {
			this.pace.took(Duration.between(start, this.clock.instant()));
		}
		this.counters.handled(done.size());
		return this.acknowledging.returned(receipts(done), handle) && done.size() == deliveries.size();
	}

	private static List<Receipt> receipts(List<Delivery> deliveries) {
		return deliveries.stream().map(Delivery::receipt).toList();
	}

	private boolean failed(List<Delivery> deliveries, Throwable failure, boolean retryable, Observation observation) {
		observation.error(failure);
		boolean dealtWith = this.failures.isDealtWith(deliveries, failure, retryable);
		if (dealtWith) {
			this.acknowledging.now(receipts(deliveries));
		}
		return dealtWith;
	}

}
