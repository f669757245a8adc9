package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.handler.RelatedContexts;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Refuses messages and back-check handlers in contexts above or below this one that do
 * not have the starter: nothing would send or call them there.
 */
final class RelatedContextGuard implements ApplicationListener<ContextRefreshedEvent> {

	private final ConfigurableListableBeanFactory beanFactory;

	private final TransactionalMessageSource source;

	RelatedContextGuard(ConfigurableListableBeanFactory beanFactory, TransactionalMessageSource source) {
		this.beanFactory = beanFactory;
		this.source = source;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		RelatedContexts.forEach(event, this.beanFactory, getClass(), (context, factory) -> new UserBeans(factory)
			.forEach((beanName, type) -> check(context, factory, beanName, type)));
	}

	private void check(String context, ConfigurableListableBeanFactory factory, String beanName, Class<?> type) {
		String where = ": its bean is in the context '" + context + "', which does not have the starter.";
		this.source.methodsWithMessages(type).stream().findFirst().ifPresent((method) -> {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage on " + new AnnotatedCall(method, type) + " would send nothing" + where,
					RelatedContexts.ACTION);
		});
		if (HandlerReader.isHandler(factory, beanName, type)) {
			throw new InvalidBackCheckHandlerException(
					"@BackCheckHandler on " + type.getName() + " would answer nothing" + where, RelatedContexts.ACTION);
		}
	}

}
