package io.github.rocketmqhttp.listener;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves messages to redelivery, except those that another delivery would not help: they
 * go to the dead-letter topic and are acknowledged. Without such a topic each is reported
 * as an error once, and comes back until the broker gives up.
 */
public final class DefaultListenerErrorHandler implements ListenerErrorHandler {

	private static final Logger logger = LoggerFactory.getLogger(DefaultListenerErrorHandler.class);

	private static final int REMEMBERED = 1000;

	private final FailureSettings settings;

	private final @Nullable DeadLetters deadLetters;

	private final Map<String, Boolean> reported = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > REMEMBERED;
		}

	};

	/**
	 * Creates the handler.
	 * @param client publishes dead letters; not owned
	 * @param settings the dead-letter topic, and which exceptions lead there
	 */
	public DefaultListenerErrorHandler(RocketMqHttpClient client, FailureSettings settings) {
		this.settings = settings;
		String topic = settings.deadLetterTopic();
		this.deadLetters = (topic != null) ? new DeadLetters(client, topic) : null;
	}

	@Override
	public Decision handle(FailedDelivery failed) {
		if (failed.retryable() && this.settings.isRetryable(failed.failure())) {
			log("comes back", failed, false);
			return Decision.REDELIVER;
		}
		DeadLetters letters = this.deadLetters;
		if (letters == null) {
			reportOnce(failed);
			return Decision.REDELIVER;
		}
		return publish(letters, failed);
	}

	private Decision publish(DeadLetters letters, FailedDelivery failed) {
		for (ReceivedMessage message : failed.messages()) {
			try {
				String id = letters.publish(failed, message);
				logger.debug("Message {} of topic {} is in the dead-letter topic {} as {}", message.messageId(),
						failed.topic(), letters.topic(), id);
			}
			catch (RuntimeException ex) {
				// Letters of the same call that are out already are sent again: at least
				// once.
				logger.error("Message {} of topic {} could not be published to the dead-letter topic {}; it comes back",
						message.messageId(), failed.topic(), letters.topic(), ex);
				return Decision.REDELIVER;
			}
		}
		log("went to the dead-letter topic " + letters.topic(), failed, false);
		return Decision.ACKNOWLEDGE;
	}

	private void reportOnce(FailedDelivery failed) {
		boolean news = false;
		synchronized (this.reported) {
			for (ReceivedMessage message : failed.messages()) {
				news |= this.reported.put(message.messageId(), true) == null;
			}
		}
		if (news) {
			log("comes back in vain until the broker gives up; correct the message or the listener, or set"
					+ " rocketmq-http.listener.dead-letter-topic", failed, true);
		}
		else {
			logger.debug("Listener {} failed again on {} of topic {}", failed.listenerId(), ids(failed),
					failed.topic());
		}
	}

	private static void log(String fate, FailedDelivery failed, boolean error) {
		// The stack of our own exceptions would only show our own resolvers.
		boolean ours = failed.failure() instanceof RocketMqHttpException
				|| failed.failure() instanceof ArgumentException;
		Object reason = ours ? String.valueOf(failed.failure().getMessage()) : failed.failure();
		Object[] arguments = { failed.listenerId(), ids(failed), failed.topic(), failed.consumerGroup(),
				failed.messages().get(0).consumedTimes(), fate, reason };
		String text = "Listener {} failed on message {} of topic {}, group {}, delivery {}; it {}"
				+ (ours ? ": {}" : "");
		if (error) {
			logger.error(text, arguments);
		}
		else {
			logger.warn(text, arguments);
		}
	}

	private static String ids(FailedDelivery failed) {
		List<String> ids = failed.messages().stream().map(ReceivedMessage::messageId).toList();
		return (ids.size() == 1) ? ids.get(0) : ids.toString();
	}

}
