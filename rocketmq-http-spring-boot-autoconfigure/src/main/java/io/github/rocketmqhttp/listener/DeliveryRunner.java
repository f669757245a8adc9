package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.listener.Delivery.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages to the method, and acknowledges them as the listener's mode says. Used
 * by all workers of a listener.
 */
final class DeliveryRunner {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryRunner.class);

	private final ListenerDefinition listener;

	private final ListenerMethod method;

	private final CallRetry retry;

	private final FailureHandling failures;

	private final Acknowledging acknowledging;

	private final DeliveryCounters counters;

	private final Pace pace;

	private final InstantSource clock;

	DeliveryRunner(ListenerDefinition listener, ListenerMethod method, CallRetry retry, FailureHandling failures,
			Acknowledging acknowledging, DeliveryCounters counters, Pace pace, InstantSource clock) {
		this.listener = listener;
		this.method = method;
		this.retry = retry;
		this.failures = failures;
		this.acknowledging = acknowledging;
		this.counters = counters;
		this.pace = pace;
		this.clock = clock;
	}

	/**
	 * Handles messages, one call after the other; what follows a message that comes back
	 * is left to redelivery with it.
	 * @param goOn asked before each call; the rest is left to redelivery when it says no
	 */
	void run(Work work, BooleanSupplier goOn) {
		if (this.method.takesList()) {
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
		List<Delivery> readable = new ArrayList<>(deliveries.size());
		List<Object> read = new ArrayList<>(deliveries.size());
		boolean done = read(deliveries, readable, read);
		return readable.isEmpty() ? done : invoke(readable, read, goOn) && done;
	}

	private boolean read(List<Delivery> deliveries, List<Delivery> readable, List<Object> read) {
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
				read.add(this.method.read(delivery.message()));
				readable.add(delivery);
			}
			catch (RuntimeException ex) {
				done &= failed(List.of(delivery), ex, false);
			}
			catch (Error ex) {
				// A missing class or no memory is not the message's fault.
				done &= failed(List.of(delivery), ex, true);
			}
			if (!done && this.listener.ordered()) {
				return false;
			}
		}
		return done;
	}

	private boolean invoke(List<Delivery> deliveries, List<Object> read, BooleanSupplier goOn) {
		List<Receipt> receipts = deliveries.stream().map(Delivery::receipt).toList();
		CallAcknowledgement handle = this.acknowledging.handle(receipts);
		Instant start = this.clock.instant();
		try {
			this.retry.run(() -> this.method.invoke(read, handle),
					() -> goOn.getAsBoolean() && !deliveries.get(0).isOver(this.clock.instant()));
		}
		catch (Throwable ex) {
			return failed(deliveries, ex, true);
		}
		finally {
			this.pace.took(Duration.between(start, this.clock.instant()));
		}
		this.counters.handled(deliveries.size());
		return this.acknowledging.returned(receipts, handle);
	}

	private boolean failed(List<Delivery> deliveries, Throwable failure, boolean retryable) {
		boolean dealtWith = this.failures.isDealtWith(deliveries, failure, retryable);
		if (dealtWith) {
			this.acknowledging.now(deliveries.stream().map(Delivery::receipt).toList());
		}
		return dealtWith;
	}

}
