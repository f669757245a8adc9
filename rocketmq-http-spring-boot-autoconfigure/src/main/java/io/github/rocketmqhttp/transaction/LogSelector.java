package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Finds the transaction log of a method before its transaction begins, by Spring's own
 * rules for the transaction manager, and checks inside the transaction that it was so.
 */
final class LogSelector extends TransactionAspectSupport {

	private final TransactionLogs logs;

	private final Map<AnnotatedElementKey, Optional<TransactionLog>> selected = new ConcurrentHashMap<>();

	LogSelector(TransactionInterceptor transactions, BeanFactory beanFactory, TransactionLogs logs) {
		this.logs = logs;
		setBeanFactory(beanFactory);
		TransactionAttributeSource source = transactions.getTransactionAttributeSource();
		if (source != null) {
			setTransactionAttributeSource(source);
		}
		TransactionManager manager = transactions.getTransactionManager();
		if (manager != null) {
			setTransactionManager(manager);
		}
	}

	@Nullable TransactionLog select(Method method, Class<?> targetClass) {
		return this.selected
			.computeIfAbsent(new AnnotatedElementKey(method, targetClass),
					(key) -> Optional.ofNullable(find(method, targetClass)))
			.orElse(null);
	}

	private @Nullable TransactionLog find(Method method, Class<?> targetClass) {
		TransactionManager manager = manager(method, targetClass);
		// It may be a bean of a parent context, or one that was made before all others.
		TransactionObserver.observe(manager);
		return this.logs.of(manager);
	}

	@Nullable TransactionManager manager(Method method, Class<?> targetClass) {
		TransactionAttributeSource source = getTransactionAttributeSource();
		return determineTransactionManager(
				(source != null) ? source.getTransactionAttribute(method, targetClass) : null, targetClass);
	}

	/**
	 * Checks, inside the transaction, that the log is that of its manager.
	 * @throws TransactionLogException if it is not
	 */
	void verify(@Nullable TransactionLog log, AnnotatedCall call) {
		TransactionInfo running = currentTransactionInfo();
		TransactionManager manager = (running != null) ? running.getTransactionManager() : null;
		if (this.logs.of(manager) != log) {
			throw new TransactionLogException("The transaction manager of " + call + " at run time, " + manager
					+ ", is not the one that its transaction log was chosen by, so it was not called. Name the"
					+ " manager in the annotation.", null);
		}
	}

}
