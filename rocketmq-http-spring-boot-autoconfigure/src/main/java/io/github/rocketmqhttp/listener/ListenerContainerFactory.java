package io.github.rocketmqhttp.listener;

import java.time.Instant;
import java.time.InstantSource;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Turns endpoints into containers, and refuses endpoints that cannot work. A validator, a
 * conversion service and error handlers are taken from the bean factory, where they
 * exist.
 */
public final class ListenerContainerFactory implements BeanFactoryAware {

	private final RocketMqHttpClient client;

	private final ListenerSettings settings;

	private final ReceivedMessageMapper mapper;

	private final InstantSource clock;

	private @Nullable ConfigurableBeanFactory beanFactory;

	/**
	 * Creates the factory.
	 * @param client polls and acknowledges; not owned
	 * @param converter reads the bodies
	 * @param settings what holds for every listener
	 */
	public ListenerContainerFactory(RocketMqHttpClient client, PayloadConverter converter, ListenerSettings settings) {
		// Only spans of time matter, and a clock that is set must not change them.
		this(client, converter, settings, () -> Instant.EPOCH.plusNanos(System.nanoTime()));
	}

	ListenerContainerFactory(RocketMqHttpClient client, PayloadConverter converter, ListenerSettings settings,
			InstantSource clock) {
		this.client = client;
		this.settings = settings;
		this.mapper = new ReceivedMessageMapper(converter);
		this.clock = clock;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/**
	 * Creates a container that does not run yet.
	 * @throws InvalidListenerException if the method or one of its attributes cannot be
	 * used
	 */
	ListenerContainer createContainer(ListenerEndpoint endpoint) {
		ListenerDefinition listener = new DefinitionFactory(this.settings).create(endpoint);
		ListenerMethod method = new ListenerMethodFactory(this.mapper, this.beanFactory).create(endpoint,
				listener.request());
		DeliveryCounters counters = new DeliveryCounters();
		Acknowledging acknowledging = new Acknowledging(listener.ackMode(),
				new Acknowledgements(this.client, listener.request(), counters, this.clock), this.clock);
		Pace pace = new Pace(listener.ordered() ? 1 : listener.concurrency());
		DeliveryRunner runner = new DeliveryRunner(listener, method,
				new CallRetry(listener.id(), this.settings.failures()),
				new FailureHandling(listener, errorHandler(endpoint), counters), acknowledging, counters, pace,
				this.clock);
		ContainerParts parts = new ContainerParts(workers(listener, method, runner, acknowledging), method.takesList(),
				new InvisibleTime(listener.ordered()), pace, acknowledging, counters);
		return new ListenerContainer(listener, this.client, parts, this.settings.missingTopicPolicy(), this.clock);
	}

	private Workers workers(ListenerDefinition listener, ListenerMethod method, DeliveryRunner runner,
			Acknowledging acknowledging) {
		int batch = listener.request().batchSize();
		int inHand = method.takesList() ? listener.concurrency() * batch : listener.concurrency();
		WorkerThreads threads = new WorkerThreads("rocketmq-http-listener-" + listener.id() + "-",
				listener.concurrency(), this.settings.virtualThreads());
		return new Workers(threads, inHand + batch, runner::run, acknowledging::whenIdle);
	}

	private ListenerErrorHandler errorHandler(ListenerEndpoint endpoint) {
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
		ListenerErrorHandler unique = (factory != null)
				? factory.getBeanProvider(ListenerErrorHandler.class).getIfUnique() : null;
		return (unique != null) ? unique : new DefaultListenerErrorHandler(this.client, this.settings.failures());
	}

}
