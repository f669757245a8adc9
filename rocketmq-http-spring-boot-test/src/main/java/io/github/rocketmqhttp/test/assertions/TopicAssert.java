package io.github.rocketmqhttp.test.assertions;

import java.util.List;

import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicView;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what a topic held at one moment. Methods with a number verify that it
 * is exactly so many messages, those without that it is exactly one.
 */
public final class TopicAssert extends AbstractAssert<TopicAssert, TopicView> {

	private final TopicSnapshot snapshot;

	TopicAssert(TopicSnapshot snapshot) {
		super(snapshot.view(), TopicAssert.class);
		this.snapshot = snapshot;
	}

	/**
	 * Verifies that one half message has been committed, inline or by a back-check.
	 * @return what can be asserted about it
	 */
	public MessagesAssert committed() {
		return committed(1);
	}

	/**
	 * Verifies how many half messages have been committed, inline or by a back-check.
	 * @param count how many
	 * @return what can be asserted about them, in the order of the commits
	 */
	public MessagesAssert committed(int count) {
		return messages(count, "committed", this.actual.committed());
	}

	/**
	 * Verifies that one half message has been rolled back.
	 * @return what can be asserted about it
	 */
	public MessagesAssert rolledBack() {
		return rolledBack(1);
	}

	/**
	 * Verifies how many half messages have been rolled back, inline, by a back-check, or
	 * because nobody decided for 24 hours.
	 * @param count how many
	 * @return what can be asserted about them, in the order of the rollbacks
	 */
	public MessagesAssert rolledBack(int count) {
		return messages(count, "rolled back", this.actual.rolledBack());
	}

	/**
	 * Verifies that nobody has decided about one half message.
	 * @return what can be asserted about it
	 */
	public MessagesAssert half() {
		return half(1);
	}

	/**
	 * Verifies about how many half messages nobody has decided, whether or not the broker
	 * asks back about them already.
	 * @param count how many
	 * @return what can be asserted about them, oldest first
	 */
	public MessagesAssert half(int count) {
		return messages(count, "half, undecided", this.actual.half());
	}

	/**
	 * Verifies that one half message is in doubt.
	 * @return what can be asserted about it
	 */
	public MessagesAssert inDoubt() {
		return inDoubt(1);
	}

	/**
	 * Verifies how many half messages are in doubt: nobody has decided about them, and
	 * their immunity time has passed, so that the broker asks back.
	 * @param count how many
	 * @return what can be asserted about them, oldest first
	 */
	public MessagesAssert inDoubt(int count) {
		return messages(count, "in doubt", this.actual.inDoubt());
	}

	/**
	 * Verifies that one message is visible.
	 * @return what can be asserted about it
	 */
	public MessagesAssert visible() {
		return visible(1);
	}

	/**
	 * Verifies how many messages are visible: consumers may get them or have got them.
	 * Messages that were sent at once are among them, and committed half messages.
	 * @param count how many
	 * @return what can be asserted about them, in the order in which they became visible
	 */
	public MessagesAssert visible(int count) {
		return messages(count, "visible", this.actual.visible());
	}

	/**
	 * Verifies that one message waits for its delivery time.
	 * @return what can be asserted about it
	 */
	public MessagesAssert scheduled() {
		return scheduled(1);
	}

	/**
	 * Verifies how many messages wait for their delivery times.
	 * @param count how many
	 * @return what can be asserted about them, the next one first
	 */
	public MessagesAssert scheduled(int count) {
		return messages(count, "scheduled", this.actual.scheduled());
	}

	/**
	 * Verifies that some group could not consume one message.
	 * @return what can be asserted about it
	 */
	public MessagesAssert deadLettered() {
		return deadLettered(1);
	}

	/**
	 * Verifies how many messages were given up, because a group was given them too often
	 * without acknowledging.
	 * @param count how many
	 * @return what can be asserted about them
	 */
	public MessagesAssert deadLettered(int count) {
		return messages(count, "dead-lettered", this.actual.deadLettered());
	}

	private MessagesAssert messages(int count, String state, List<MessageView> messages) {
		if (messages.size() != count) {
			throw failure("%nExpecting the %s to have %s, but it has %s.%n%s", this.snapshot.name(),
					counted(count, state), messages.isEmpty() ? "none" : messages.size(), this.snapshot.describe());
		}
		return new MessagesAssert(messages, state + " in the " + this.snapshot.name(),
				Payloads.of(this.snapshot.broker()))
			.as(descriptionText());
	}

	private static String counted(int count, String state) {
		return ((count == 0) ? "no message" : count + ((count == 1) ? " message" : " messages")) + " that "
				+ ((count > 1) ? "are " : "is ") + state;
	}

	/**
	 * Verifies how many messages a group has acknowledged.
	 * @param consumerGroup the group
	 * @param count how many
	 * @return this assertion
	 */
	public TopicAssert consumed(String consumerGroup, int count) {
		long consumed = this.actual.consumerGroup(consumerGroup).map(ConsumerGroupView::consumed).orElse(0L);
		if (consumed != count) {
			throw failure("%nExpecting the group '%s' to have consumed %s of the %s, but it has consumed %s.%n%s",
					consumerGroup, count, this.snapshot.name(), consumed, this.snapshot.describe());
		}
		return this;
	}

	/**
	 * Verifies that there is no message, whatever its state: none was sent, or all were
	 * forgotten.
	 * @return this assertion
	 */
	public TopicAssert hasNoMessages() {
		if (!this.snapshot.isEmpty()) {
			throw failure("%nExpecting the %s to hold no message.%n%s", this.snapshot.name(), this.snapshot.describe());
		}
		return this;
	}

}
