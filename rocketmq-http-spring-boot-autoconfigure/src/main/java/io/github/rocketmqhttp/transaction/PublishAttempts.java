package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.protocol.OutboundMessage;

/**
 * Gives every attempt to publish one half message an id of its own, and remembers the
 * last one: attempts follow each other, so that is the one whose receipt arrives.
 */
final class PublishAttempts implements Supplier<OutboundMessage> {

	private final InFlightEntry entry;

	private final PreparedMessage message;

	private final InstantSource clock;

	private String attemptId = "";

	private Instant started = Instant.MIN;

	PublishAttempts(InFlightEntry entry, PreparedMessage message, InstantSource clock) {
		this.entry = entry;
		this.message = message;
		this.clock = clock;
	}

	@Override
	public OutboundMessage get() {
		this.attemptId = TransactionIds.next(this.clock);
		this.started = this.clock.instant();
		// Known before it is sent: a back-check must not take a late attempt for an
		// orphan.
		this.entry.attempted(this.attemptId);
		return this.message.attempt(this.entry.id(), this.attemptId);
	}

	PublishedHalf published(HalfMessageReceipt receipt) {
		this.entry.published(this.attemptId, receipt);
		return new PublishedHalf(receipt, this.attemptId, this.started.plus(this.message.immunityTime()));
	}

}
