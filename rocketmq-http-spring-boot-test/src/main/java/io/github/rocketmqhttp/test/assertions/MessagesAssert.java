package io.github.rocketmqhttp.test.assertions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.github.rocketmqhttp.broker.store.MessageView;
import org.assertj.core.api.AbstractListAssert;

/**
 * Assertions about messages. Those of lists are there, too: {@code first()} and
 * {@code element(1)} lead to one message, {@code extracting} to parts of all.
 */
public final class MessagesAssert
		extends AbstractListAssert<MessagesAssert, List<? extends MessageView>, MessageView, MessageAssert> {

	private final String where;

	private final Payloads payloads;

	MessagesAssert(List<? extends MessageView> actual, String where, Payloads payloads) {
		super(actual, MessagesAssert.class);
		this.where = where;
		this.payloads = payloads;
	}

	/**
	 * Verifies that one of the messages has this payload.
	 * @param expected the payload; a String is compared with the text of the body, a
	 * byte[] with what its Base64 says, anything else as the application converts it
	 * @return this assertion
	 */
	public MessagesAssert hasPayload(Object expected) {
		isNotNull();
		if (this.actual.stream().noneMatch((message) -> this.payloads.match(message.body(), expected))) {
			throw failure("%nExpecting a message that is %s to have the payload%n    %s%nbut there is%s", this.where,
					describe(expected), describeAll());
		}
		return this;
	}

	/**
	 * Verifies that the messages have these payloads, each of them one, in any order.
	 * @param expected the payloads
	 * @return this assertion
	 */
	public MessagesAssert hasPayloads(Object... expected) {
		isNotNull();
		List<MessageView> unexpected = new ArrayList<>(this.actual);
		List<Object> missing = new ArrayList<>();
		for (Object payload : expected) {
			unexpected.stream()
				.filter((message) -> this.payloads.match(message.body(), payload))
				.findFirst()
				.ifPresentOrElse(unexpected::remove, () -> missing.add(payload));
		}
		if (!missing.isEmpty() || !unexpected.isEmpty()) {
			throw failure(
					"%nExpecting the messages that are %s to have %s payload(s).%nThese are missing:%s%nThese were not"
							+ " expected:%s",
					this.where, expected.length, lines(missing.stream().map(MessagesAssert::describe).toList()),
					lines(unexpected.stream().map(TopicSnapshot::describe).toList()));
		}
		return this;
	}

	/**
	 * Verifies that all the messages have this tag, and that there is one at least.
	 * @param expected the tag
	 * @return this assertion
	 */
	public MessagesAssert hasTag(String expected) {
		return each("tag", expected, (message) -> message.hasTag(expected));
	}

	/**
	 * Verifies that all the messages have this key, and that there is one at least.
	 * @param expected the key
	 * @return this assertion
	 */
	public MessagesAssert hasKey(String expected) {
		return each("key", expected, (message) -> message.hasKey(expected));
	}

	/**
	 * Verifies that all the messages have a property, and that there is one at least.
	 * @param name its name
	 * @param expected its value
	 * @return this assertion
	 */
	public MessagesAssert hasProperty(String name, String expected) {
		return each("property " + name, expected, (message) -> message.hasProperty(name, expected));
	}

	private MessagesAssert each(String what, String expected, Consumer<MessageAssert> assertion) {
		isNotNull();
		if (this.actual.isEmpty()) {
			throw failure("%nExpecting messages that are %s to have the %s '%s', but there is none.", this.where, what,
					expected);
		}
		this.actual.forEach((message) -> assertion.accept(toAssert(message, descriptionText())));
		return this;
	}

	private String describeAll() {
		return lines(this.actual.stream().map(TopicSnapshot::describe).toList());
	}

	private static String lines(List<String> lines) {
		return lines.isEmpty() ? " none" : lines.stream().map((line) -> "\n    " + line).collect(Collectors.joining());
	}

	private static String describe(Object payload) {
		return (payload instanceof byte[] bytes) ? Arrays.toString(bytes) : String.valueOf(payload);
	}

	@Override
	protected MessageAssert toAssert(MessageView value, String description) {
		return new MessageAssert(value, this.where, this.payloads).as(description);
	}

	@Override
	protected MessagesAssert newAbstractIterableAssert(Iterable<? extends MessageView> iterable) {
		return new MessagesAssert(StreamSupport.stream(iterable.spliterator(), false).toList(), this.where,
				this.payloads);
	}

}
