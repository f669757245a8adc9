package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.listener.Delivery.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement of one call, sent once.
 */
final class CallAcknowledgement implements Acknowledgement {

	private final Acknowledgements acknowledgements;

	private final List<Receipt> receipts;

	private @Nullable CompletableFuture<Void> request;

	CallAcknowledgement(Acknowledgements acknowledgements, List<Receipt> receipts) {
		this.acknowledgements = acknowledgements;
		this.receipts = receipts;
	}

	@Override
	public synchronized CompletableFuture<Void> acknowledgeAsync() {
		CompletableFuture<Void> begun = this.request;
		if (begun == null) {
			begun = this.acknowledgements.acknowledge(this.receipts);
			this.request = begun;
		}
		// A copy, so that nobody's cancellation reaches the request.
		return begun.copy();
	}

	synchronized boolean isBegun() {
		return this.request != null;
	}

}
