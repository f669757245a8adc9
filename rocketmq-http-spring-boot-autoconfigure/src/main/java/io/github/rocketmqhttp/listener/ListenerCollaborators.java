package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * What works together with the listeners of one factory: what its builder was given, else
 * beans.
 */
final class ListenerCollaborators {

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
	 * The handler that the listener names, else the factory's, else the only one.
	 */
	ListenerErrorHandler errorHandler(ListenerEndpoint endpoint, RocketMqHttpClient client, FailureSettings failures) {
		String name = endpoint.attributes().errorHandler();
		ConfigurableBeanFactory factory = this.beanFactory;
		if (name != null && factory != null) {
			try {
				return factory.getBean(name, ListenerErrorHandler.class);
			}
			catch (BeansException ex) {
				throw new InvalidListenerException(endpoint.method(),
						"there is no bean '" + name + "' of type ListenerErrorHandler",
						"Declare it, or correct the attribute errorHandler.");
			}
		}
		return givenOrBean(this.errorHandler, ListenerErrorHandler.class,
				() -> new DefaultListenerErrorHandler(client, failures));
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
