package io.github.rocketmqhttp.broker.store;

import java.util.Locale;

import io.github.rocketmqhttp.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which messages a topic takes.
 */
final class TopicPolicy {

	private static final Logger logger = LoggerFactory.getLogger(TopicPolicy.class);

	private final TopicId topic;

	private final TopicType type;

	private @Nullable MessageKind firstKind;

	private boolean kindsMixed;

	TopicPolicy(TopicId topic, TopicType type) {
		this.topic = topic;
		this.type = type;
	}

	TopicType type() {
		return this.type;
	}

	/**
	 * Refuses a message that the topic does not take. Needs no lock.
	 */
	void requireFits(IncomingMessage message) {
		if (this.topic.isDeadLetterTopic()) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
					"The topic " + this.topic.topic() + " is kept for dead letters; publish to another one.");
		}
		if (!this.type.accepts(message.kind())) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The topic " + this.topic.topic() + " is of type "
					+ this.type.name().toLowerCase(Locale.ROOT) + " and does not take " + message.kind() + ".");
		}
	}

	/**
	 * Warns once when a topic of any type is used in a way that the service would refuse.
	 * Guarded by the topic's lock.
	 */
	void stored(MessageKind kind) {
		if (this.firstKind == null) {
			this.firstKind = kind;
		}
		else if (kind != this.firstKind && !this.kindsMixed) {
			this.kindsMixed = true;
			logger.warn("The topic {}, which is of no one type here, took {} first and now {}; the real service would "
					+ "refuse that. Declare the topic with its type.", this.topic, this.firstKind, kind);
		}
	}

}
