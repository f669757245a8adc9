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

	private final boolean strict;

	private @Nullable MessageKind firstKind;

	private boolean kindsMixed;

	/**
	 * Creates the policy.
	 * @param strict whether a topic of normal messages refuses timed ones
	 */
	TopicPolicy(TopicId topic, TopicType type, boolean strict) {
		this.topic = topic;
		this.type = type;
		this.strict = strict;
		this.firstKind = (type == TopicType.NORMAL) ? MessageKind.NORMAL : null;
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
		if (!this.type.accepts(message.kind()) && !isTolerated(message.kind())) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The topic " + this.topic.topic() + " is of type "
					+ this.type.name().toLowerCase(Locale.ROOT) + " and does not take " + message.kind() + ".");
		}
	}

	/**
	 * The samples of all the vendor's SDKs send timed messages to topics of normal ones,
	 * and the documentation warns of it rather than that the service refused it.
	 */
	private boolean isTolerated(MessageKind kind) {
		return !this.strict && this.type == TopicType.NORMAL && kind == MessageKind.SCHEDULED;
	}

	/**
	 * Warns once when a topic takes messages of several kinds. Guarded by the topic's
	 * lock.
	 */
	void stored(MessageKind kind) {
		if (this.firstKind == null) {
			this.firstKind = kind;
		}
		else if (kind != this.firstKind && !this.kindsMixed) {
			this.kindsMixed = true;
			logger
				.warn("The topic {} took {} and now takes {}; the documentation of the service allows one kind of message"
						+ " for each topic, because scheduled messages may be lost otherwise. Use a topic for each kind.",
						this.topic, this.firstKind, kind);
		}
	}

}
