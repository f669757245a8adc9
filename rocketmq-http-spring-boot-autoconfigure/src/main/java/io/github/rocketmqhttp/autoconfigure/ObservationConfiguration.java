package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.observation.BackCheckObservationConvention;
import io.github.rocketmqhttp.observation.DecisionObservationConvention;
import io.github.rocketmqhttp.observation.HalfMessageObservationConvention;
import io.github.rocketmqhttp.observation.InboxObservationConvention;
import io.github.rocketmqhttp.observation.ListenerObservationConvention;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.observation.ObservationConventions;
import io.github.rocketmqhttp.observation.PublishObservationConvention;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * Sets up observations in the application's registry; without one, nothing is observed.
 */
@Configuration(proxyBeanMethods = false)
final class ObservationConfiguration {

	// The registry is asked for when there is something to observe: what it needs may
	// need transactions.
	@Bean
	@ConditionalOnMissingBean
	MessageObservations rocketMqHttpObservations(ObjectProvider<ObservationRegistry> registry,
			ObservationConventions conventions) {
		return new MessageObservations(SingletonSupplier.of(() -> registry.getIfUnique(() -> ObservationRegistry.NOOP)),
				conventions);
	}

	@Bean
	@ConditionalOnMissingBean
	ObservationConventions rocketMqHttpObservationConventions(ObjectProvider<PublishObservationConvention> publish,
			ObjectProvider<HalfMessageObservationConvention> halfMessage,
			ObjectProvider<DecisionObservationConvention> decision,
			ObjectProvider<BackCheckObservationConvention> backCheck,
			ObjectProvider<ListenerObservationConvention> listener, ObjectProvider<InboxObservationConvention> inbox) {
		return new ObservationConventions(publish.getIfUnique(), halfMessage.getIfUnique(), decision.getIfUnique(),
				backCheck.getIfUnique(), listener.getIfUnique(), inbox.getIfUnique());
	}

}
