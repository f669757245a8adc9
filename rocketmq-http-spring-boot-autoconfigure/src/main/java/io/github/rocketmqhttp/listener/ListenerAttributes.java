package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of one annotation, read; what is {@code null} comes from the settings.
 *
 * @param template the instance, {@code null} for the factory's own
 * @param topic the topic
 * @param consumerGroup the group
 * @param tag the filter, {@code null} for all messages
 * @param concurrency calls side by side
 * @param batchSize most messages of a poll
 * @param waitTime how long an empty poll is held open
 * @param ackMode who acknowledges
 * @param ordered whether to consume in order
 * @param idempotent whether to use the inbox
 * @param idempotencyKey expression of the key in the inbox, {@code null} for the usual
 * one
 * @param errorHandler name of a bean
 * @param containerFactory name of a bean
 * @param properties what holds for this listener only
 * @param autoStartup whether it starts with the registry
 */
record ListenerAttributes(@Nullable String template, @Nullable String topic, @Nullable String consumerGroup,
		@Nullable String tag, @Nullable Integer concurrency, @Nullable Integer batchSize, @Nullable Duration waitTime,
		AckMode ackMode, boolean ordered, boolean idempotent, @Nullable String idempotencyKey,
		@Nullable String errorHandler, @Nullable String containerFactory, Map<String, String> properties,
		boolean autoStartup) {

}
