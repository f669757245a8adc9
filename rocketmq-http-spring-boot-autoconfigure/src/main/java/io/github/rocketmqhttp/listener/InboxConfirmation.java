package io.github.rocketmqhttp.listener;

import java.util.Collection;
import java.util.List;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Finds the entries in their transaction just before it commits. A database may have
 * rolled back by itself and begun anew without telling: then they are gone, and a copy of
 * the message would take effect again.
 */
final class InboxConfirmation implements TransactionSynchronization {

	private final Inbox inbox;

	private final List<InboxEntry> entries;

	private InboxConfirmation(Inbox inbox, Collection<InboxEntry> entries) {
		this.inbox = inbox;
		this.entries = List.copyOf(entries);
	}

	/**
	 * Lets the transaction on this thread look for its entries, behind all that is
	 * registered by now.
	 */
	static void register(Inbox inbox, Collection<InboxEntry> entries) {
		InboxConfirmation confirmation = new InboxConfirmation(inbox, entries);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(confirmation);
		}
		else {
			confirmation.beforeCommit(false);
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		if (!this.inbox.isRecorded(this.entries)) {
			throw new InboxRollbackException(this.entries.get(0).consumerGroup());
		}
	}

}
