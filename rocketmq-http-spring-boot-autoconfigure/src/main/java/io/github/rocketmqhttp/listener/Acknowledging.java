package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.listener.Delivery.Receipt;

/**
 * Acknowledges what a listener has handled, as its mode says.
 */
final class Acknowledging {

	private final AckMode mode;

	private final Acknowledgements acknowledgements;

	private final GatheredAcknowledgements gathered;

	Acknowledging(AckMode mode, Acknowledgements acknowledgements, InstantSource clock) {
		this.mode = mode;
		this.acknowledgements = acknowledgements;
		this.gathered = new GatheredAcknowledgements(acknowledgements, clock);
	}

	/**
	 * What a method may acknowledge the messages of one call with.
	 */
	CallAcknowledgement handle(List<Receipt> receipts) {
		return new CallAcknowledgement(this.acknowledgements, receipts);
	}

	/**
	 * Notes that a call has returned.
	 * @return whether its messages are done with, as far as is known
	 */
	boolean returned(List<Receipt> receipts, CallAcknowledgement handle) {
		switch (this.mode) {
			case AUTO -> now(receipts);
			case BATCH -> this.gathered.add(receipts);
			case MANUAL -> {
				return handle.isBegun();
			}
			case NONE -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * Acknowledges whatever the mode is.
	 */
	void now(List<Receipt> receipts) {
		CompletableFuture<Void> unused = this.acknowledgements.acknowledge(receipts);
	}

	/**
	 * Starts to send what has been gathered.
	 */
	void whenIdle() {
		this.gathered.flush();
	}

	/**
	 * Waits until fewer requests are under way.
	 */
	void awaitFewerThan(int limit) {
		this.acknowledgements.awaitFewerThan(limit);
	}

	/**
	 * Sends what has been gathered, and waits for all that is under way.
	 * @return whether all were answered in time
	 */
	boolean flush(Duration timeout) {
		this.gathered.flush();
		return this.acknowledgements.flush(timeout);
	}

}
