package io.github.rocketmqhttp.observation;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Says in the logging context (MDC) of a thread which message it is about, and takes that
 * out again. To be closed by the thread that made it.
 */
public final class LoggingContext implements AutoCloseable {

	/** The topic. */
	public static final String TOPIC = "messaging.destination.name";

	/** The consumer group. */
	public static final String CONSUMER_GROUP = "messaging.consumer.group.name";

	/** The id of the message; of several, separated by commas. */
	public static final String MESSAGE_ID = "messaging.message.id";

	private static final List<String> KEYS = List.of(TOPIC, CONSUMER_GROUP, MESSAGE_ID);

	private final @Nullable String[] before = new String[KEYS.size()];

	private LoggingContext(String... values) {
		for (int i = 0; i < values.length; i++) {
			this.before[i] = MDC.get(KEYS.get(i));
			MDC.put(KEYS.get(i), values[i]);
		}
	}

	/**
	 * Begins to be about messages.
	 * @param topic their topic
	 * @param consumerGroup the group that got them
	 * @param messageIds which messages
	 * @return what ends it, and puts back what was there before
	 */
	public static LoggingContext of(String topic, String consumerGroup, List<String> messageIds) {
		return new LoggingContext(topic, consumerGroup, String.join(Values.SEPARATOR, messageIds));
	}

	/**
	 * All keys.
	 * @return their names
	 */
	public static List<String> keys() {
		return KEYS;
	}

	@Override
	public void close() {
		for (int i = 0; i < this.before.length; i++) {
			String value = this.before[i];
			if (value != null) {
				MDC.put(KEYS.get(i), value);
			}
			else {
				MDC.remove(KEYS.get(i));
			}
		}
	}

}
