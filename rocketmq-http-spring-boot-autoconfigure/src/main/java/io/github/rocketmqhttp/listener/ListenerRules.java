package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, or reports, listeners that work alone and not beside the others.
 */
final class ListenerRules {

	private static final Logger logger = LoggerFactory.getLogger(ListenerRules.class);

	private ListenerRules() {
	}

	/**
	 * Checks a new listener.
	 * @param container the new one
	 * @param others those that are there
	 * @throws InvalidListenerException if there is one of that id, one that consumes the
	 * same topic for the same group in another way, or if its dead letters would come
	 * back to it
	 */
	static void check(ListenerContainer container, Collection<ListenerContainer> others) {
		others.forEach((other) -> requireCompatible(container, other));
		requireNoCircle(container, others);
		others.stream()
			.filter((other) -> isShared(container, other))
			.forEach((other) -> reportShared(container, other));
	}

	private static void requireCompatible(ListenerContainer container, ListenerContainer other) {
		if (other.getId().equals(container.getId())) {
			throw new InvalidListenerException("'" + container.getId() + "'", "another listener has the same id",
					"Give them ids of their own: @RocketMqHttpListener(id = …).");
		}
		ConsumeRequest mine = container.getRequest();
		if (isShared(container, other) && (!TagFilter.of(mine.tag()).equals(TagFilter.of(other.getRequest().tag()))
				|| container.isOrdered() != other.isOrdered())) {
			throw new InvalidListenerException("'" + container.getId() + "'",
					"it consumes topic " + mine.topic() + " for group " + mine.consumerGroup()
							+ " with another tag or order than listener '" + other.getId()
							+ "', and the group's messages go to either of them",
					"Use the same tag and ordered, or a consumerGroup of its own.");
		}
	}

	private static boolean isShared(ListenerContainer container, ListenerContainer other) {
		return container.getInstance().equals(other.getInstance())
				&& container.getRequest().topic().equals(other.getRequest().topic())
				&& container.getRequest().consumerGroup().equals(other.getRequest().consumerGroup());
	}

	private static void reportShared(ListenerContainer container, ListenerContainer other) {
		logger.warn("The listeners {} and {} both consume topic {} for group {}: each message goes to one of them."
				+ " For more calls side by side set concurrency; for all messages in both set a consumerGroup of its own",
				other.getId(), container.getId(), container.getRequest().topic(),
				container.getRequest().consumerGroup());
	}

	private static void requireNoCircle(ListenerContainer container, Collection<ListenerContainer> others) {
		List<ListenerContainer> all = new ArrayList<>(others);
		all.add(container);
		List<String> path = new ArrayList<>(List.of(container.getRequest().topic()));
		if (leadsBack(container.getInstance(), container.getDeadLetterTopic(), path, all)) {
			throw new InvalidListenerException("'" + container.getId() + "'",
					"its dead letters would come back to it for ever, by the topics " + path,
					"Set dead-letter-topic to a topic whose listeners do not send dead letters back; to nothing, properties"
							+ " = \"dead-letter-topic=\", where there shall be none.");
		}
	}

	/**
	 * Follows dead letters from topic to topic.
	 * @param path the topics so far; ends with the first one if they lead back
	 */
	private static boolean leadsBack(String instance, @Nullable String topic, List<String> path,
			List<ListenerContainer> all) {
		if (topic == null) {
			return false;
		}
		boolean known = path.contains(topic);
		path.add(topic);
		if (topic.equals(path.get(0))) {
			return true;
		}
		if (!known) {
			for (ListenerContainer next : all) {
				if (next.getInstance().equals(instance) && next.getRequest().topic().equals(topic)
						&& leadsBack(instance, next.getDeadLetterTopic(), path, all)) {
					return true;
				}
			}
		}
		path.remove(path.size() - 1);
		return false;
	}

}
