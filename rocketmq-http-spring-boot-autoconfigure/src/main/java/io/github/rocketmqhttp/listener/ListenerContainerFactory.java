package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.time.InstantSource;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Turns endpoints into containers, and refuses endpoints that cannot work. A validator
 * and a conversion service are taken from the bean factory, where they exist.
 */
public final class ListenerContainerFactory implements BeanFactoryAware {

	private static final long FIRST_BACK_OFF_MILLIS = 500;

	private static final long LONGEST_BACK_OFF_MILLIS = 30_000;

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
		this(client, converter, settings, InstantSource.system());
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
	 * @param endpoint the annotated method
	 * @return the container
	 * @throws InvalidListenerException if the method or one of its names cannot be used
	 */
	public ListenerContainer createContainer(ListenerEndpoint endpoint) {
		ConsumeRequest request = request(endpoint);
		ListenerMethod method = new ListenerMethodFactory(ArgumentResolvers.create(this.mapper, this.beanFactory))
			.create(endpoint);
		BatchWorker worker = new BatchWorker(request, method, this.mapper, new Acknowledgements(this.client, request),
				new FailedDeliveries(endpoint.id(), request), this.clock);
		return new ListenerContainer(endpoint.id(), request, this.client, worker, backOff());
	}

	private ConsumeRequest request(ListenerEndpoint endpoint) {
		String topic = require("topic", endpoint.topic(), this.settings.defaultTopic(), endpoint.method());
		String group = require("consumerGroup", endpoint.consumerGroup(), this.settings.defaultConsumerGroup(),
				endpoint.method());
		try {
			return new ConsumeRequest(topic, group, endpoint.tag(), this.settings.batchSize(),
					this.settings.waitTime());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(endpoint.method(), "the service refuses its name",
					String.valueOf(ex.getMessage()));
		}
	}

	private static String require(String attribute, @Nullable String own, @Nullable String fallback, Method method) {
		String name = (own != null) ? own : fallback;
		if (name == null) {
			String property = attribute.equals("topic") ? "topic" : "consumer-group";
			throw new InvalidListenerException(method, "it names no " + property.replace('-', ' '),
					"Set the attribute " + attribute + ", or the property rocketmq-http." + property + ".");
		}
		return name;
	}

	private static ExponentialBackOff backOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(FIRST_BACK_OFF_MILLIS, 2);
		backOff.setMaxInterval(LONGEST_BACK_OFF_MILLIS);
		return backOff;
	}

}
