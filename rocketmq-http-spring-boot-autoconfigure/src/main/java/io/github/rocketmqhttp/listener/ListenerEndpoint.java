package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What one annotated method asks for, placeholders resolved.
 *
 * @param id names the container
 * @param topic the topic, {@code null} for the default one
 * @param consumerGroup the group, {@code null} for the default one
 * @param tag the filter, {@code null} for all messages
 * @param bean the bean to call, a proxy where there is one
 * @param method the annotated method as the user's class declares it
 */
public record ListenerEndpoint(String id, @Nullable String topic, @Nullable String consumerGroup, @Nullable String tag,
		Object bean, Method method) {

	/**
	 * Turns blank names into absent ones.
	 */
	public ListenerEndpoint {
		topic = blankToNull(topic);
		consumerGroup = blankToNull(consumerGroup);
		tag = blankToNull(tag);
	}

	private static @Nullable String blankToNull(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

	/**
	 * Names the method without calling the bean.
	 */
	@Override
	public String toString() {
		return "ListenerEndpoint[id=" + this.id + ", topic=" + this.topic + ", consumerGroup=" + this.consumerGroup
				+ ", tag=" + this.tag + ", method=" + this.method.toGenericString() + "]";
	}

}
