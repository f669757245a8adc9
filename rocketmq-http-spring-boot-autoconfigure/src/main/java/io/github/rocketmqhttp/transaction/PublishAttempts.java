package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;

/**
 * Gives every attempt to publish one half message an id of its own, and remembers the
 * last one: attempts follow each other, so that is the one whose receipt arrives.
 */
final class PublishAttempts implements Supplier<OutboundMessage> {

	private final TransactionScope scope;

	private final PreparedMessage message;

	private final InstantSource clock;

	private String firstId = "";

	private int tries;

	private String attemptId = "";

	private Instant started = Instant.MIN;

	PublishAttempts(TransactionScope scope, PreparedMessage message, InstantSource clock) {
		this.scope = scope;
		this.message = message;
		this.clock = clock;
	}

	@Override
	public OutboundMessage get() {
		if (this.tries == 0) {
			this.firstId = this.scope.firstAttemptId();
		}
		this.tries++;
		this.attemptId = (this.tries == 1) ? this.firstId
				: TransactionHeaders.furtherAttemptId(this.firstId, this.tries);
		this.started = this.clock.instant();
		// Known before it is sent: a back-check must not take a late attempt for an
		// orphan.
		this.scope.entry().attempted(this.attemptId);
		return this.message.attempt(this.scope.entry().id(), this.attemptId, this.scope.log());
	}

	PublishedHalf published(HalfMessageReceipt receipt) {
		this.scope.entry().published(this.message.instance(), this.attemptId, receipt);
		return new PublishedHalf(this.message.instance(), receipt, this.attemptId,
				this.started.plus(this.message.immunityTime()));
	}

}
