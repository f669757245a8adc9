package io.github.rocketmqhttp.test.assertions;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicId;
import io.github.rocketmqhttp.broker.store.TopicView;
import io.github.rocketmqhttp.protocol.MessageProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a topic holds at one moment, and how to tell people.
 *
 * @param broker the broker
 * @param id the topic
 * @param view what it holds
 * @param time the broker's time
 */
record TopicSnapshot(RocketMqHttpBroker broker, TopicId id, TopicView view, Instant time) {

	private static final int MAX_MESSAGES = 10;

	private static final int MAX_BODY = 300;

	static TopicSnapshot of(RocketMqHttpBroker broker, TopicId id) {
		return new TopicSnapshot(broker, id, broker.topic(id.instanceId(), id.topic()), broker.clock().instant());
	}

	/**
	 * Names the topic as a person would look for it.
	 */
	String name() {
		return name(this.id);
	}

	private static String name(TopicId id) {
		return "topic '" + id.topic() + "'" + (id.instanceId().isEmpty() ? "" : " of instance " + id.instanceId());
	}

	/**
	 * Messages that consumers may get and that were never half messages.
	 */
	private List<MessageView> sent() {
		Set<String> committed = new HashSet<>();
		this.view.committed().forEach((message) -> committed.add(message.messageId()));
		return this.view.visible().stream().filter((message) -> !committed.contains(message.messageId())).toList();
	}

	boolean isEmpty() {
		return List
			.of(this.view.half(), this.view.scheduled(), this.view.visible(), this.view.committed(),
					this.view.rolledBack(), this.view.deadLettered())
			.stream()
			.allMatch(List::isEmpty);
	}

	/**
	 * Everything that the topic holds, and if that is nothing, where else there is
	 * something.
	 */
	String describe() {
		if (isEmpty()) {
			return "The " + name() + " holds no message. " + describeOthers(this.broker, this.id);
		}
		StringJoiner text = new StringJoiner("\n");
		text.add("At " + this.time + ", the " + name() + " holds:");
		list(text, "half, undecided", this.view.half(), this::describeCheck);
		list(text, "committed", this.view.committed(), (message) -> "");
		list(text, "rolled back", this.view.rolledBack(), (message) -> "");
		list(text, "scheduled", this.view.scheduled(), this::describeDelivery);
		list(text, "visible, never half", sent(), (message) -> "");
		list(text, "dead-lettered", this.view.deadLettered(),
				(message) -> ", not consumed by " + message.consumerGroup() + " in " + message.times() + " deliveries");
		for (ConsumerGroupView group : this.view.consumerGroups()) {
			text.add("  consumer group " + group.consumerGroup() + ": " + group.consumed() + " consumed, "
					+ group.invisible() + " delivered and not acknowledged, " + group.pending() + " waiting");
		}
		return text.toString();
	}

	private static void list(StringJoiner text, String label, List<MessageView> messages,
			Function<MessageView, String> more) {
		if (messages.isEmpty()) {
			return;
		}
		text.add("  " + messages.size() + " " + label + ":");
		messages.stream()
			.limit(MAX_MESSAGES)
			.forEach((message) -> text.add("    " + describe(message) + more.apply(message)));
		if (messages.size() > MAX_MESSAGES) {
			text.add("    and " + (messages.size() - MAX_MESSAGES) + " more");
		}
	}

	/**
	 * A message with its body, which is what the test is about.
	 */
	static String describe(MessageView message) {
		String key = MessageProperties.unescape(message.properties()).get(MessageProperties.KEYS);
		String body = message.body();
		return message.messageId() + ((message.tag() != null) ? ", tag '" + message.tag() + "'" : "")
				+ ((key != null) ? ", key '" + key + "'" : "") + ", body "
				+ ((body.length() <= MAX_BODY) ? body : body.substring(0, MAX_BODY) + "…");
	}

	private String describeCheck(MessageView message) {
		String seconds = message.properties().get(MessageProperties.IMMUNITY_TIME);
		if (message.times() > 0 || this.view.inDoubt().contains(message)) {
			return ", in doubt, asked about " + message.times() + " times so far";
		}
		if (seconds == null || !seconds.matches("\\d{1,9}")) {
			return "";
		}
		Instant due = message.publishTime().plusSeconds(Long.parseLong(seconds));
		return ", first back-check in " + seconds(Duration.between(this.time, due));
	}

	private String describeDelivery(MessageView message) {
		String millis = message.properties().get(MessageProperties.START_DELIVER_TIME);
		return (millis != null && millis.matches("\\d{1,18}"))
				? ", due in " + seconds(Duration.between(this.time, Instant.ofEpochMilli(Long.parseLong(millis)))) : "";
	}

	private static String seconds(Duration duration) {
		return (duration.toMillis() + 999) / 1000 + " s";
	}

	/**
	 * Says in which other topics there are messages, for whoever looks in the wrong
	 * place.
	 */
	static String describeOthers(RocketMqHttpBroker broker, @Nullable TopicId looked) {
		List<String> others = broker.topics()
			.stream()
			.filter((id) -> !id.equals(looked) && !of(broker, id).isEmpty())
			.map(TopicSnapshot::name)
			.toList();
		return others.isEmpty() ? "No topic of the broker holds any."
				: "There are messages in " + String.join(", ", others) + ".";
	}

}
