package io.github.rocketmqhttp.transaction;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers what makes {@link TransactionalMessage} and {@link BackCheckHandler} work, as
 * infrastructure. To be imported by a configuration that has a
 * {@link TransactionCoordinator}; it is asked for when all beans are there, or when a
 * method with messages is called.
 */
public final class TransactionalMessageRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String PREFIX = "io.github.rocketmqhttp.transaction.";

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(PREFIX + "source")) {
			return;
		}
		register(registry, "source", TransactionalMessageSource.class);
		register(registry, "handlers", BackCheckHandlerRegistry.class);
		register(registry, "framer", TransactionAdviceFramer.class);
		register(registry, "observer", TransactionObserverPostProcessor.class);
		register(registry, "finalClassGuard", FinalClassGuard.class);
		register(registry, "unadvisedBeanGuard", UnadvisedBeanGuard.class);
		register(registry, "relatedContextGuard", RelatedContextGuard.class);
		register(registry, "startUp", TransactionalMessageStartUp.class);
	}

	/**
	 * By its constructor, which can be called ahead of time, too; and asked for as a
	 * mode, because bean post-processors are made before the one that would find it out.
	 */
	private static void register(BeanDefinitionRegistry registry, String name, Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(PREFIX + name, definition);
	}

}
