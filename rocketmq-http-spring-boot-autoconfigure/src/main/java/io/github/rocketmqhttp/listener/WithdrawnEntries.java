package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.rocketmqhttp.observation.RepeatedWarnings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what something has committed in the middle of transactions that failed.
 * Where the database does not answer, that is made up for before the message is taken for
 * handled. Safe for concurrent use.
 */
final class WithdrawnEntries {

	private static final Logger logger = LoggerFactory.getLogger(WithdrawnEntries.class);

	/** More than a process handles at a time; beyond that a warning must do. */
	private static final int MAX_OPEN = 10_000;

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

	private final Map<String, InboxEntry> open = new ConcurrentHashMap<>();

	private final String listenerId;

	private final Inbox inbox;

	WithdrawnEntries(String listenerId, Inbox inbox) {
		this.listenerId = listenerId;
		this.inbox = inbox;
	}

	/**
	 * Takes back what is there of a transaction that failed. Does not throw.
	 */
	void withdraw(List<InboxEntry> entries) {
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
				keep(entry, ex);
			}
		}
		report(withdrawn);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void keep(InboxEntry entry, Throwable failure) {
		if (this.open.size() < MAX_OPEN) {
			this.open.put(entry.key(), entry);
		}
		this.repeated.warn(this.listenerId, "withdraw",
				"Listener {} failed, and the inbox cannot be asked whether something had committed in the middle of its"
						+ " transaction; this instance asks again before it takes the message for handled",
				this.listenerId, failure);
	}

	/**
	 * Makes up for what could not be done before.
	 * @throws RuntimeException if it still cannot be done
	 */
	void settle(String key) {
		InboxEntry entry = this.open.get(key);
		if (entry != null) {
			report(this.inbox.withdraw(entry) ? 1 : 0);
			this.open.remove(key, entry);
		}
	}

	private void report(int withdrawn) {
		if (withdrawn > 0) {
			logger
				.error("Listener {} failed, and something had committed in the middle of its transaction: a statement such"
						+ " as TRUNCATE or CREATE, or another transaction manager on the same connection. {} of its"
						+ " messages are not handled: what was committed takes effect twice when they are redelivered,"
						+ " and if another delivery came meanwhile they are lost. Keep both out of idempotent"
						+ " listeners", this.listenerId, withdrawn);
		}
	}

}
