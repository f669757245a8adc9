package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * What works together with the listeners of one factory: what its builder was given, else
 * beans.
 */
final class ListenerCollaborators {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCollaborators.class);

	private final @Nullable Inbox inbox;

	private final @Nullable ListenerErrorHandler errorHandler;

	private final @Nullable List<DeliveryInterceptor> interceptors;

	private final @Nullable MessageObservations observations;

	private final @Nullable ListenerMetrics metrics;

	private @Nullable ConfigurableBeanFactory beanFactory;

	ListenerCollaborators(@Nullable Inbox inbox, @Nullable ListenerErrorHandler errorHandler,
			@Nullable List<DeliveryInterceptor> interceptors, @Nullable MessageObservations observations,
			@Nullable ListenerMetrics metrics) {
		this.inbox = inbox;
		this.errorHandler = errorHandler;
		this.interceptors = interceptors;
		this.observations = observations;
		this.metrics = metrics;
	}

	void beanFactory(@Nullable ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The inbox that the builder was given. Which bean it is otherwise depends on the
	 * listener's transaction.
	 */
	@Nullable Inbox inbox() {
		return this.inbox;
	}

	/**
	 * The handler that the listener names, else the factory's, else the only one. A
	 * default one uses the listener's own settings.
	 */
	ListenerErrorHandler errorHandler(ListenerEndpoint endpoint, RocketMqHttpClient client, FailureSettings failures) {
		ListenerErrorHandler handler = errorHandler(endpoint);
		if (handler == null) {
			return new DefaultListenerErrorHandler(client, failures);
		}
		if (handler instanceof DefaultListenerErrorHandler built) {
			DefaultListenerErrorHandler complete = built.complete(client, failures);
			requireDeadLetters(endpoint, complete);
			return complete;
		}
		if (failures.deadLetterTopic() != null) {
			logger.warn(
					"The dead-letter topic {} of listener {} is not used, because its error handler {} decides alone; to"
							+ " have both let DefaultListenerErrorHandler.builder().delegate(…).build() be the error"
							+ " handler",
					failures.deadLetterTopic(), endpoint.id(), handler.getClass().getTypeName());
		}
		return handler;
	}

	private static void requireDeadLetters(ListenerEndpoint endpoint, DefaultListenerErrorHandler handler) {
		if (handler.limitsDeliveries() && handler.deadLetterTopic() == null
				&& !OwnSettings.setDeadLetterTopic(endpoint)) {
			throw new InvalidListenerException(endpoint.method(),
					"its error handler has maxDeliveries, and there is no dead-letter topic to put messages then",
					"Set rocketmq-http.listener.dead-letter-topic, or properties = \"dead-letter-topic=…\"; the latter with"
							+ " nothing behind the sign where messages shall come back until the broker gives up.");
		}
	}

	private @Nullable ListenerErrorHandler errorHandler(ListenerEndpoint endpoint) {
		String name = endpoint.attributes().errorHandler();
		ConfigurableBeanFactory factory = this.beanFactory;
		if (name == null || factory == null) {
			return (this.errorHandler != null || factory == null) ? this.errorHandler
					: factory.getBeanProvider(ListenerErrorHandler.class).getIfUnique();
		}
		try {
			return factory.getBean(name, ListenerErrorHandler.class);
		}
		catch (BeansException ex) {
			throw new InvalidListenerException(endpoint.method(),
					"there is no bean '" + name + "' of type ListenerErrorHandler",
					"Declare it, or correct the attribute errorHandler.");
		}
	}

	List<DeliveryInterceptor> interceptors() {
		List<DeliveryInterceptor> given = this.interceptors;
		if (given != null) {
			return given;
		}
		ConfigurableBeanFactory factory = this.beanFactory;
		return (factory != null) ? factory.getBeanProvider(DeliveryInterceptor.class).orderedStream().toList()
				: List.of();
	}

	MessageObservations observations() {
		return givenOrBean(this.observations, MessageObservations.class, () -> MessageObservations.NONE);
	}

	ListenerMetrics metrics() {
		return givenOrBean(this.metrics, ListenerMetrics.class, () -> ListenerMetrics.NONE);
	}

	private <T> T givenOrBean(@Nullable T given, Class<T> type, Supplier<T> otherwise) {
		if (given != null) {
			return given;
		}
		ConfigurableBeanFactory factory = this.beanFactory;
		return (factory != null) ? factory.getBeanProvider(type).getIfUnique(otherwise) : otherwise.get();
	}

}
