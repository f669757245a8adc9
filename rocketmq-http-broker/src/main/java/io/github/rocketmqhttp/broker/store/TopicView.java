package io.github.rocketmqhttp.broker.store;

import java.util.List;
import java.util.Optional;

/**
 * What a topic holds at one moment, for assertions. The lists of visible and of ended
 * messages hold the newest 10,000 each, fewer when memory is short.
 *
 * @param topic its name
 * @param type its type
 * @param half messages that nobody has decided about, oldest first
 * @param inDoubt those of them whose immunity time has passed
 * @param scheduled messages whose delivery time has not come, the next one first
 * @param visible messages that consumers may get or have got, committed half messages
 * among them, in the order in which they became visible
 * @param committed half messages that were committed, in the order of the commits
 * @param rolledBack half messages that were rolled back, by a client or because nobody
 * decided for 24 hours
 * @param deadLettered messages that a group could not consume
 * @param consumerGroups the groups that have polled, in no particular order
 */
public record TopicView(String topic, TopicType type, List<MessageView> half, List<MessageView> inDoubt,
		List<MessageView> scheduled, List<MessageView> visible, List<MessageView> committed,
		List<MessageView> rolledBack, List<MessageView> deadLettered, List<ConsumerGroupView> consumerGroups) {

	/**
	 * Finds one group.
	 * @param name its name
	 * @return the group's progress; empty when it has not polled yet
	 */
	public Optional<ConsumerGroupView> consumerGroup(String name) {
		return this.consumerGroups.stream().filter((group) -> group.consumerGroup().equals(name)).findFirst();
	}

}
