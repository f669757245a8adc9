package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.Objects;

import io.github.rocketmqhttp.client.ConsumeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Completes annotations by the settings, and checks the ranges.
 */
final class DefinitionFactory {

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
		try {
			ConsumeRequest request = new ConsumeRequest(topic, group, own.tag(),
					Objects.requireNonNullElse(own.batchSize(), this.settings.batchSize()),
					Objects.requireNonNullElse(own.waitTime(), this.settings.waitTime()));
			int concurrency = ListenerSettings
				.requireConcurrency(Objects.requireNonNullElse(own.concurrency(), this.settings.concurrency()));
			return new ListenerDefinition(endpoint.id(), this.source.instance(), request, concurrency, own.ackMode(),
					own.ordered(), own.autoStartup());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(method, "an attribute is outside its range",
					String.valueOf(ex.getMessage()));
		}
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
