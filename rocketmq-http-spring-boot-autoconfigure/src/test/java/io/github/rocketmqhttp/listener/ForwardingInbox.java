package io.github.rocketmqhttp.listener;

import java.util.Collection;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * An inbox around another one, for tests that change some of what it does.
 */
class ForwardingInbox implements Inbox {

	private final Inbox inbox;

	ForwardingInbox(Inbox inbox) {
		this.inbox = inbox;
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return this.inbox.isFor(manager);
	}

	@Override
	public void prepare() {
		this.inbox.prepare();
	}

	@Override
	public void locate() {
		this.inbox.locate();
	}

	@Override
	public InboxEntry record(String consumerGroup, String key) {
		return this.inbox.record(consumerGroup, key);
	}

	@Override
	public boolean confirm(Collection<InboxEntry> entries) {
		return this.inbox.confirm(entries);
	}

	@Override
	public void rollBack() {
		this.inbox.rollBack();
	}

	@Override
	public boolean recover(String consumerGroup, String key) {
		return this.inbox.recover(consumerGroup, key);
	}

	@Override
	public boolean withdraw(InboxEntry entry) {
		return this.inbox.withdraw(entry);
	}

	@Override
	public boolean contains(String consumerGroup, String key) {
		return this.inbox.contains(consumerGroup, key);
	}

}
