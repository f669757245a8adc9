package io.github.rocketmqhttp.listener;

import java.util.Collection;
import java.util.List;

import io.github.rocketmqhttp.observation.RepeatedWarnings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what something has committed in the middle of transactions that failed. Safe
 * for concurrent use.
 */
final class EntryRepair {

	private static final Logger logger = LoggerFactory.getLogger(EntryRepair.class);

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

	private final String listenerId;

	private final Inbox inbox;

	EntryRepair(String listenerId, Inbox inbox) {
		this.listenerId = listenerId;
		this.inbox = inbox;
	}

	/**
	 * Takes back what is there of a transaction that failed. Does not throw: what cannot
	 * be done is made up for when the message comes again.
	 */
	void afterFailure(List<InboxEntry> entries) {
		if (entries.isEmpty()) {
			return;
		}
		int withdrawn = 0;
		// A listener that stops interrupts its calls, and pools give no connection then.
		boolean interrupted = Thread.interrupted();
		for (InboxEntry entry : entries) {
			try {
				withdrawn += this.inbox.withdraw(entry) ? 1 : 0;
			}
			catch (RuntimeException | Error ex) {
				this.repeated.warn(this.listenerId, "withdraw",
						"Listener {} failed, and the inbox cannot be asked whether something had committed in the middle"
								+ " of its transaction; it is asked again when the message is redelivered",
						this.listenerId, ex);
			}
		}
		report(withdrawn);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Looks whether a transaction has committed although it has failed: an exception may
	 * come after the commit, or stand for a connection that was lost at it. Does not
	 * throw.
	 * @param failure reported if the messages are done with all the same
	 * @return {@code false} if that is not so, or cannot be told now
	 */
	boolean hasTakenEffect(String consumerGroup, Collection<String> keys, Throwable failure) {
		try {
			for (String key : keys) {
				if (!this.inbox.contains(consumerGroup, key)) {
					return false;
				}
			}
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
			return false;
		}
		this.repeated.warn(this.listenerId, "committed",
				"Listener {} failed after its transaction had committed: its messages have taken effect and are"
						+ " acknowledged. What was to follow the commit, such as another synchronization, is not repeated",
				this.listenerId, failure);
		return true;
	}

	/**
	 * Makes up for what could not be done then, in whichever process that was.
	 * @return whether the message can be handled now
	 * @throws RuntimeException if that cannot be told or done now
	 */
	boolean recover(String consumerGroup, String key) {
		boolean recovered = this.inbox.recover(consumerGroup, key);
		report(recovered ? 1 : 0);
		return recovered;
	}

	private void report(int withdrawn) {
		if (withdrawn > 0) {
			logger
				.error("Listener {} failed, and something had committed in the middle of its transaction: a statement such"
						+ " as TRUNCATE or CREATE, or another transaction manager on the same connection. {} of its"
						+ " messages are not handled: what was committed takes effect twice when they are handled again."
						+ " Keep both out of idempotent listeners", this.listenerId, withdrawn);
		}
	}

}
