package io.github.rocketmqhttp.transaction;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
		ConfigurableListableBeanFactory beanFactory = (ConfigurableListableBeanFactory) registry;
		TransactionalMessageSource source = new TransactionalMessageSource(beanFactory);
		BackCheckHandlerRegistry handlers = new BackCheckHandlerRegistry();
		register(registry, "source", new RootBeanDefinition(TransactionalMessageSource.class, () -> source));
		register(registry, "handlers", new RootBeanDefinition(BackCheckHandlerRegistry.class, () -> handlers));
		register(registry, "framer", new RootBeanDefinition(TransactionAdviceFramer.class,
				() -> new TransactionAdviceFramer(source, beanFactory)));
		register(registry, "finalClassGuard",
				new RootBeanDefinition(FinalClassGuard.class, () -> new FinalClassGuard(source, beanFactory)));
		register(registry, "startUp", new RootBeanDefinition(TransactionalMessageStartUp.class,
				() -> new TransactionalMessageStartUp(beanFactory, source, handlers)));
	}

	private static void register(BeanDefinitionRegistry registry, String name, RootBeanDefinition definition) {
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(PREFIX + name, definition);
	}

}
