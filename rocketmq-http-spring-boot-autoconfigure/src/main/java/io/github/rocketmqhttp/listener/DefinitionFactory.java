package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.Objects;

import io.github.rocketmqhttp.client.ConsumeRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes annotations by the settings, and checks the ranges.
 */
final class DefinitionFactory {

	private static final Logger logger = LoggerFactory.getLogger(DefinitionFactory.class);

	private final ListenerSettings settings;

	private final ListenerSource source;

	DefinitionFactory(ListenerSettings settings, ListenerSource source) {
		this.settings = settings;
		this.source = source;
	}

	ListenerDefinition create(ListenerEndpoint endpoint) {
		ListenerAttributes own = endpoint.attributes();
		Method method = endpoint.method();
		String topic = require("topic", own.topic(), this.source.defaults().topic(), method);
		String group = require("consumerGroup", own.consumerGroup(), this.source.defaults().consumerGroup(), method);
		requireClearTag(own.tag(), method);
		try {
			ConsumeRequest request = new ConsumeRequest(topic, group, own.tag(),
					Objects.requireNonNullElse(own.batchSize(), this.settings.batchSize()),
					Objects.requireNonNullElse(own.waitTime(), this.settings.waitTime()));
			int concurrency = ListenerSettings
				.requireConcurrency(Objects.requireNonNullElse(own.concurrency(), this.settings.concurrency()));
			return new ListenerDefinition(endpoint.id(), this.source.instance(), request, concurrency, own.ackMode(),
					own.ordered(), own.autoStartup(), deadLetterTopic(endpoint, topic));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(method, "an attribute is outside its range",
					String.valueOf(ex.getMessage()));
		}
	}

	private static void requireClearTag(@Nullable String tag, Method method) {
		if (tag != null && !TagFilter.isClear(tag)) {
			String suggestion = TagFilter.suggest(tag);
			throw new InvalidListenerException(method, "its tag is '" + tag + "', which no message has",
					suggestion.isEmpty() ? "Write the tags with || between them, or leave it empty for all messages."
							: "Write '" + suggestion + "': several tags are joined by ||.");
		}
	}

	/**
	 * A topic that is meant for all listeners is none for the one that consumes it.
	 */
	private @Nullable String deadLetterTopic(ListenerEndpoint endpoint, String topic) {
		String letters = this.settings.failures().deadLetterTopic();
		if (!topic.equals(letters) || OwnSettings.setDeadLetterTopic(endpoint)) {
			return letters;
		}
		logger.warn(
				"Listener {} consumes {}, the dead-letter topic of all listeners, so what it cannot handle has no such"
						+ " topic and comes back until the broker gives up; confirm that with properties ="
						+ " \"dead-letter-topic=\", or name another topic there",
				endpoint.id(), topic);
		return null;
	}

	private String require(String attribute, @Nullable String own, @Nullable String fallback, Method method) {
		String name = (own != null) ? own : fallback;
		if (name == null) {
			String property = attribute.equals("topic") ? "topic" : "consumer-group";
			throw new InvalidListenerException(method, "it names no " + property.replace('-', ' '),
					"Set the attribute " + attribute + ", or the property rocketmq-http."
							+ (this.source.instance().isEmpty() ? "" : "instances." + this.source.instance() + ".")
							+ property + ".");
		}
		return name;
	}

}
