package io.github.rocketmqhttp.test.assertions;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.protocol.MessageProperties;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about one message.
 */
public final class MessageAssert extends AbstractAssert<MessageAssert, MessageView> {

	private final String where;

	private final Payloads payloads;

	MessageAssert(MessageView actual, String where, Payloads payloads) {
		super(actual, MessageAssert.class);
		this.where = where;
		this.payloads = payloads;
	}

	/**
	 * Verifies the payload.
	 * @param expected the payload; a String is compared with the text of the body, a
	 * byte[] with what its Base64 says, anything else as the application converts it
	 * @return this assertion
	 */
	public MessageAssert hasPayload(Object expected) {
		new MessagesAssert(List.of(this.actual), this.where, this.payloads).as(descriptionText()).hasPayload(expected);
		return this;
	}

	/**
	 * Verifies the tag.
	 * @param expected the tag
	 * @return this assertion
	 */
	public MessageAssert hasTag(String expected) {
		return has("tag", this.actual.tag(), expected);
	}

	/**
	 * Verifies the key.
	 * @param expected the key
	 * @return this assertion
	 */
	public MessageAssert hasKey(String expected) {
		return has("key", properties().get(MessageProperties.KEYS), expected);
	}

	/**
	 * Verifies a property.
	 * @param name its name
	 * @param expected its value
	 * @return this assertion
	 */
	public MessageAssert hasProperty(String name, String expected) {
		return has("property " + name, properties().get(name), expected);
	}

	private Map<String, String> properties() {
		isNotNull();
		return MessageProperties.unescape(this.actual.properties());
	}

	private MessageAssert has(String what, @Nullable String value, String expected) {
		if (!Objects.equals(value, expected)) {
			throw failure("%nExpecting the %s '%s' of a message that is %s, but it has %s:%n    %s", what, expected,
					this.where, (value != null) ? "'" + value + "'" : "none", TopicSnapshot.describe(this.actual));
		}
		return this;
	}

}
