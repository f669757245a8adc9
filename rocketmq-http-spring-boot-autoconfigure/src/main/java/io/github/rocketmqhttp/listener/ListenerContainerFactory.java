package io.github.rocketmqhttp.listener;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpInstance;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.TemplateDefaults;
import io.github.rocketmqhttp.core.UnknownInstanceException;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Turns endpoints into containers, and refuses endpoints that cannot work. A validator, a
 * conversion service and error handlers are taken from the bean factory, where they
 * exist.
 */
public final class ListenerContainerFactory implements BeanFactoryAware {

	/** Name of the bean that listeners use which name none. */
	public static final String DEFAULT_BEAN_NAME = "rocketMqHttpListenerContainerFactory";

	private static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.PlatformTransactionManager",
			ListenerContainerFactory.class.getClassLoader());

	private final Supplier<RocketMqHttpClient> client;

	private final ListenerSettings settings;

	private final ReceivedMessageMapper mapper;

	private final InstantSource clock;

	private final ListenerCollaborators collaborators;

	private @Nullable ConfigurableBeanFactory beanFactory;

	private ListenerContainerFactory(Builder builder) {
		this.client = builder.client;
		this.settings = builder.settings;
		this.mapper = new ReceivedMessageMapper(builder.converter);
		this.clock = builder.clock;
		this.collaborators = new ListenerCollaborators(builder.inbox, builder.errorHandler, builder.interceptors,
				builder.observations, builder.metrics);
	}

	/**
	 * Starts a factory that takes everything else from the bean factory.
	 * @param client polls and acknowledges; not owned
	 * @param converter reads the bodies
	 * @param settings what holds for every listener
	 * @return a builder, to be used by one thread
	 */
	public static Builder builder(RocketMqHttpClient client, PayloadConverter converter, ListenerSettings settings) {
		return new Builder(() -> client, converter, settings);
	}

	/**
	 * Starts a factory for the default instance, whose client is asked for when the first
	 * listener needs it.
	 * @param instances have the client; not owned
	 * @param converter reads the bodies
	 * @param settings what holds for every listener
	 * @return a builder, to be used by one thread
	 */
	public static Builder builder(RocketMqHttpInstances instances, PayloadConverter converter,
			ListenerSettings settings) {
		return new Builder(() -> instances.get(RocketMqHttpInstances.DEFAULT).client(), converter, settings);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
		this.collaborators.beanFactory(this.beanFactory);
	}

	/**
	 * Creates a container that does not run yet.
	 * @throws InvalidListenerException if the method or one of its attributes cannot be
	 * used
	 */
	ListenerContainer createContainer(ListenerEndpoint endpoint) {
		ListenerSettings settings = OwnSettings.over(this.settings, endpoint);
		ListenerSource source = source(endpoint, settings);
		ListenerDefinition read = new DefinitionFactory(settings, source).create(endpoint);
		FailureSettings failures = settings.failures().withDeadLetterTopic(read.deadLetterTopic());
		ListenerErrorHandler errorHandler = this.collaborators.errorHandler(endpoint, source.client(), failures);
		ListenerDefinition listener = read.withDeadLetterTopic(
				(errorHandler instanceof DefaultListenerErrorHandler known) ? known.deadLetterTopic() : null);
		ListenerMethod method = new ListenerMethodFactory(this.mapper, this.beanFactory).create(endpoint,
				listener.request());
		DeliveryCounters counters = new DeliveryCounters();
		Acknowledging acknowledging = new Acknowledging(listener.ackMode(),
				new Acknowledgements(source.client(), listener.request(), counters, this.clock), this.clock);
		Pace pace = new Pace(listener.ordered() ? 1 : listener.concurrency());
		DeliveryRunner runner = new DeliveryRunner(listener, call(endpoint, listener, method, counters),
				new DeliveryInterceptors(listener, this.collaborators.interceptors()),
				new CallRetry(listener.id(), failures), new FailureHandling(listener, errorHandler, failures, counters),
				acknowledging, counters, pace, this.clock,
				new Monitoring(listener, this.collaborators.observations(), this.collaborators.metrics()));
		ContainerParts parts = new ContainerParts(workers(listener, method, runner, acknowledging), method.takesList(),
				new InvisibleTime(listener.ordered()), pace, acknowledging, counters);
		return new ListenerContainer(listener, source.client(), parts, settings.missingTopicPolicy(), this.clock);
	}

	private ListenerSource source(ListenerEndpoint endpoint, ListenerSettings settings) {
		String template = endpoint.attributes().template();
		if (template == null) {
			return new ListenerSource(RocketMqHttpInstances.DEFAULT, this.client.get(),
					new TemplateDefaults(settings.defaultTopic(), settings.defaultConsumerGroup()));
		}
		ConfigurableBeanFactory factory = this.beanFactory;
		if (factory == null) {
			throw new InvalidListenerException(endpoint.method(),
					"it selects the template '" + template + "', and its container factory is no bean",
					"Declare the ListenerContainerFactory as a bean.");
		}
		try {
			RocketMqHttpInstance instance = factory.getBean(RocketMqHttpInstances.class).get(template);
			return instance.name().isEmpty()
					? new ListenerSource(instance.name(), instance.client(),
							new TemplateDefaults(settings.defaultTopic(), settings.defaultConsumerGroup()))
					: new ListenerSource(instance.name(), instance.client(), instance.defaults());
		}
		catch (UnknownInstanceException ex) {
			throw new InvalidListenerException(endpoint.method(), ex.getDescription(), ex.getAction());
		}
	}

	private ListenerCall call(ListenerEndpoint endpoint, ListenerDefinition listener, ListenerMethod method,
			DeliveryCounters counters) {
		if (!endpoint.attributes().idempotent()) {
			return new PlainCall(method);
		}
		ConfigurableBeanFactory factory = this.beanFactory;
		if (factory == null || !TRANSACTIONS) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and there is no transaction support",
					"Add spring-jdbc, or spring-boot-starter-jdbc, and a DataSource.");
		}
		return new IdempotentCallFactory(factory, this.collaborators.inbox(), this.collaborators.observations())
			.create(endpoint, listener, method, counters);
	}

	private Workers workers(ListenerDefinition listener, ListenerMethod method, DeliveryRunner runner,
			Acknowledging acknowledging) {
		int batch = listener.request().batchSize();
		int inHand = method.takesList() ? listener.concurrency() * batch : listener.concurrency();
		WorkerThreads threads = new WorkerThreads("rocketmq-http-listener-" + listener.id() + "-",
				listener.concurrency(), this.settings.virtualThreads());
		return new Workers(threads, inHand + batch, runner::run, acknowledging::whenIdle);
	}

	/**
	 * Collects what a factory is made of.
	 */
	public static final class Builder {

		private final Supplier<RocketMqHttpClient> client;

		private final PayloadConverter converter;

		private final ListenerSettings settings;

		// Only spans of time matter, and a clock that is set must not change them.
		private InstantSource clock = () -> Instant.EPOCH.plusNanos(System.nanoTime());

		private @Nullable Inbox inbox;

		private @Nullable ListenerErrorHandler errorHandler;

		private @Nullable List<DeliveryInterceptor> interceptors;

		private @Nullable MessageObservations observations;

		private @Nullable ListenerMetrics metrics;

		private Builder(Supplier<RocketMqHttpClient> client, PayloadConverter converter, ListenerSettings settings) {
			this.client = client;
			this.converter = converter;
			this.settings = settings;
		}

		/**
		 * Sets the inbox of idempotent listeners.
		 * @param inbox the inbox; without one it is the only or primary bean of that type
		 * @return this builder
		 */
		public Builder inbox(Inbox inbox) {
			this.inbox = inbox;
			return this;
		}

		/**
		 * Sets the error handler of listeners that name none.
		 * @param errorHandler the handler; without one it is the only or primary bean of
		 * that type, else a {@link DefaultListenerErrorHandler}
		 * @return this builder
		 */
		public Builder errorHandler(ListenerErrorHandler errorHandler) {
			this.errorHandler = errorHandler;
			return this;
		}

		/**
		 * Sets what goes around deliveries.
		 * @param interceptors the outermost first, possibly none; without this call they
		 * are all beans of that type
		 * @return this builder
		 */
		public Builder interceptors(List<DeliveryInterceptor> interceptors) {
			this.interceptors = List.copyOf(interceptors);
			return this;
		}

		/**
		 * Sets who observes listeners and their inbox.
		 * @param observations make the observations; without this call they are those of
		 * the application
		 * @return this builder
		 */
		public Builder observations(MessageObservations observations) {
			this.observations = observations;
			return this;
		}

		/**
		 * Sets who measures how late listeners are.
		 * @param metrics measure; without this call they are those of the application
		 * @return this builder
		 */
		public Builder metrics(ListenerMetrics metrics) {
			this.metrics = metrics;
			return this;
		}

		Builder clock(InstantSource clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Makes the factory.
		 * @return the factory, to be declared as a bean
		 */
		public ListenerContainerFactory build() {
			return new ListenerContainerFactory(this);
		}

	}

}
