package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.listener.Delivery.Receipt;
import io.github.rocketmqhttp.protocol.ProtocolLimits;

/**
 * Gathers acknowledgements, to send up to 16 in one request. None waits longer than a
 * second. Safe for concurrent use.
 */
final class GatheredAcknowledgements {

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	/** What has less time left is not made to wait. */
	private static final Duration HASTE = Duration.ofSeconds(5);

	private final Acknowledgements acknowledgements;

	private final InstantSource clock;

	private final List<Receipt> gathered = new ArrayList<>();

	GatheredAcknowledgements(Acknowledgements acknowledgements, InstantSource clock) {
		this.acknowledgements = acknowledgements;
		this.clock = clock;
	}

	void add(List<Receipt> receipts) {
		boolean hasty = receipts.stream().anyMatch((receipt) -> receipt.isOver(this.clock.instant().plus(HASTE)));
		boolean first;
		synchronized (this.gathered) {
			first = this.gathered.isEmpty();
			this.gathered.addAll(receipts);
			if (hasty || this.gathered.size() >= ProtocolLimits.MAX_BATCH_SIZE) {
				flush();
				return;
			}
		}
		if (first) {
			Executor later = CompletableFuture.delayedExecutor(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
			later.execute(this::flush);
		}
	}

	/**
	 * Starts to send what has been gathered.
	 */
	void flush() {
		synchronized (this.gathered) {
			if (!this.gathered.isEmpty()) {
				CompletableFuture<Void> unused = this.acknowledgements.acknowledge(List.copyOf(this.gathered));
				this.gathered.clear();
			}
		}
	}

}
