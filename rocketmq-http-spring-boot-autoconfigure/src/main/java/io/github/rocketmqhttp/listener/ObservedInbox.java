package io.github.rocketmqhttp.listener;

import java.util.Collection;
import java.util.Objects;

import io.github.rocketmqhttp.observation.InboxContext;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.micrometer.observation.Observation;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Observes an inbox. A message that is noted already is no failure of it.
 */
final class ObservedInbox implements Inbox {

	private final Inbox inbox;

	private final MessageObservations observations;

	ObservedInbox(Inbox inbox, MessageObservations observations) {
		this.inbox = inbox;
		this.observations = observations;
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return this.inbox.isFor(manager);
	}

	@Override
	public boolean isRouted() {
		return this.inbox.isRouted();
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
		if (!this.observations.isActive()) {
			return this.inbox.record(consumerGroup, key);
		}
		InboxContext context = new InboxContext(consumerGroup);
		InboxCollisionException[] collision = new InboxCollisionException[1];
		InboxEntry entry = this.observations.inbox(context).observe(() -> {
			try {
				InboxEntry noted = this.inbox.record(consumerGroup, key);
				context.setResult("noted");
				return noted;
			}
			catch (InboxCollisionException ex) {
				context.setResult("collision");
				collision[0] = ex;
				return null;
			}
		});
		if (collision[0] != null) {
			throw collision[0];
		}
		return Objects.requireNonNull(entry, "entry");
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
		if (!this.observations.isActive()) {
			return this.inbox.contains(consumerGroup, key);
		}
		InboxContext context = new InboxContext(consumerGroup);
		Observation observation = this.observations.inbox(context);
		return Boolean.TRUE.equals(observation.observe(() -> {
			boolean known = this.inbox.contains(consumerGroup, key);
			context.setResult(known ? "known" : "unknown");
			return known;
		}));
	}

}
