package io.github.rocketmqhttp.handler;

import java.util.function.BiConsumer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The contexts above and below one that has the starter and that do not have it
 * themselves: annotations there would be inert.
 */
public final class RelatedContexts {

	/** What to do about an annotated bean in one of them. */
	public static final String ACTION = "Move the bean to the context that has the starter, or import"
			+ " RocketMqHttpAutoConfiguration in its own with @ImportAutoConfiguration.";

	private RelatedContexts() {
	}

	/**
	 * Looks at those that an event tells of: the ancestors of the context itself, or a
	 * context below it.
	 * @param event tells that a context is ready
	 * @param own the bean factory of the context that has the starter
	 * @param processor a bean of it that each context with the starter has
	 * @param look gets the id and the bean factory
	 */
	public static void forEach(ContextRefreshedEvent event, BeanFactory own, Class<?> processor,
			BiConsumer<String, ConfigurableListableBeanFactory> look) {
		ApplicationContext context = event.getApplicationContext();
		if (context.getAutowireCapableBeanFactory() != own) {
			look(context, processor, look);
			return;
		}
		for (ApplicationContext above = context.getParent(); above != null; above = above.getParent()) {
			look(above, processor, look);
		}
	}

	private static void look(ApplicationContext context, Class<?> processor,
			BiConsumer<String, ConfigurableListableBeanFactory> look) {
		if (context.getAutowireCapableBeanFactory() instanceof ConfigurableListableBeanFactory factory
				&& factory.getBeanNamesForType(processor, true, false).length == 0) {
			look.accept(String.valueOf(context.getId()), factory);
		}
	}

}
