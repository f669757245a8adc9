package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves messages to redelivery, except those that another delivery would not help: they
 * go to the dead-letter topic and are acknowledged. Without such a topic each is reported
 * as an error once, and comes back until the broker gives up.
 * <p>
 * An application that wants more than that {@linkplain #builder() builds} one, and
 * declares it as a bean: a handler of its own is asked first, and messages are given up
 * after so many deliveries. Dead-letter topic and exceptions stay those of each listener.
 */
public final class DefaultListenerErrorHandler implements ListenerErrorHandler {

	private static final Logger logger = LoggerFactory.getLogger(DefaultListenerErrorHandler.class);

	private static final int REMEMBERED = 1000;

	private final Composition composition;

	private final FailureSettings settings;

	private final boolean complete;

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
		this(Composition.PLAIN, settings, client);
	}

	private DefaultListenerErrorHandler(Composition composition, FailureSettings settings,
			@Nullable RocketMqHttpClient client) {
		this.composition = composition;
		this.settings = settings;
		this.complete = client != null;
		String topic = settings.deadLetterTopic();
		this.deadLetters = (client != null && topic != null) ? new DeadLetters(client, topic) : null;
	}

	/**
	 * Starts a handler that each listener completes with its own dead-letter topic,
	 * exceptions and instance of the service. Where a program calls it by itself, and not
	 * as the error handler of a listener, it has no dead-letter topic.
	 * @return a builder, to be used by one thread
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Completes what was built.
	 * @return the handler of one listener; this one if it was complete from the beginning
	 */
	DefaultListenerErrorHandler complete(RocketMqHttpClient client, FailureSettings settings) {
		return this.complete ? this : new DefaultListenerErrorHandler(this.composition, settings, client);
	}

	@Nullable String deadLetterTopic() {
		return (this.deadLetters != null) ? this.deadLetters.topic() : null;
	}

	boolean limitsDeliveries() {
		return this.composition.maxDeliveries() != Composition.UNLIMITED;
	}

	@Override
	public Decision handle(FailedDelivery failed) {
		FailedDelivery judged = failed.retryable(failed.retryable() && this.settings.isRetryable(failed.failure())
				&& this.composition.isRetryable(failed));
		if (this.composition.ask(judged) == Decision.ACKNOWLEDGE) {
			return Decision.ACKNOWLEDGE;
		}
		if (judged.retryable()) {
			log("comes back", failed, false);
			return Decision.REDELIVER;
		}
		DeadLetters letters = this.deadLetters;
		if (letters == null) {
			reportOnce("comes back in vain until the broker gives up; correct the message or the listener, or set"
					+ " rocketmq-http.listener.dead-letter-topic", failed);
			return Decision.REDELIVER;
		}
		if (failed.messages().stream().anyMatch(letters::hasBeenThere)) {
			reportOnce(
					"comes back until the broker gives up; it was in the dead-letter topic before, and a listener there"
							+ " has sent it here: let that one have another dead-letter topic",
					failed);
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

	private void reportOnce(String fate, FailedDelivery failed) {
		boolean news = false;
		synchronized (this.reported) {
			for (ReceivedMessage message : failed.messages()) {
				news |= this.reported.put(message.messageId(), true) == null;
			}
		}
		if (news) {
			log(fate, failed, true);
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

	/**
	 * What an application has put together.
	 *
	 * @param delegate is asked first
	 * @param notRetryable exceptions after which another delivery does not help
	 * @param maxDeliveries after how many of them a message is given up
	 */
	private record Composition(ListenerErrorHandler delegate, List<Class<? extends Throwable>> notRetryable,
			int maxDeliveries) {

		static final int UNLIMITED = Integer.MAX_VALUE;

		static final Composition PLAIN = new Composition((failed) -> Decision.REDELIVER, List.of(), UNLIMITED);

		boolean isRetryable(FailedDelivery failed) {
			return this.notRetryable.stream().noneMatch((type) -> type.isInstance(failed.failure()))
					&& failed.messages().stream().allMatch((message) -> message.consumedTimes() < this.maxDeliveries);
		}

		Decision ask(FailedDelivery failed) {
			try {
				return this.delegate.handle(failed);
			}
			catch (RuntimeException ex) {
				logger.error(
						"The delegate of the error handler of listener {} failed over message {} of topic {}; it is"
								+ " dealt with as if there were none",
						failed.listenerId(), ids(failed), failed.topic(), ex);
				return Decision.REDELIVER;
			}
		}

	}

	/**
	 * Puts a handler together.
	 */
	public static final class Builder {

		private final List<Class<? extends Throwable>> notRetryable = new ArrayList<>();

		private ListenerErrorHandler delegate = Composition.PLAIN.delegate();

		private int maxDeliveries = Composition.UNLIMITED;

		private Builder() {
		}

		/**
		 * Sets who is asked first. What it acknowledges is done with; what it leaves to
		 * redelivery goes to the dead-letter topic if another delivery would not help.
		 * @param delegate the handler; it sees in {@link FailedDelivery#retryable()}
		 * whether the message would come back, and its own failures are logged
		 * @return this builder
		 */
		public Builder delegate(ListenerErrorHandler delegate) {
			this.delegate = delegate;
			return this;
		}

		/**
		 * Adds an exception after which another delivery does not help, to those of the
		 * listener. Further tries of a call follow the listener's alone.
		 * @param type the exception, with its subclasses
		 * @return this builder
		 */
		public Builder notRetryable(Class<? extends Throwable> type) {
			this.notRetryable.add(type);
			return this;
		}

		/**
		 * Sets after how many deliveries a message that fails goes to the dead-letter
		 * topic, which there must be. A list goes there together, as soon as one of its
		 * messages has come so often.
		 * @param maxDeliveries a number from 1; the broker itself gives up after 288
		 * @return this builder
		 * @throws IllegalArgumentException if it is less than 1
		 */
		public Builder maxDeliveries(int maxDeliveries) {
			if (maxDeliveries < 1) {
				throw new IllegalArgumentException(
						"A message is delivered once at least; maxDeliveries is " + maxDeliveries + ".");
			}
			this.maxDeliveries = maxDeliveries;
			return this;
		}

		/**
		 * Makes the handler.
		 * @return the handler, to be declared as a bean or given to a container factory
		 */
		public DefaultListenerErrorHandler build() {
			return new DefaultListenerErrorHandler(
					new Composition(this.delegate, List.copyOf(this.notRetryable), this.maxDeliveries),
					FailureSettings.DEFAULTS, null);
		}

	}

}
