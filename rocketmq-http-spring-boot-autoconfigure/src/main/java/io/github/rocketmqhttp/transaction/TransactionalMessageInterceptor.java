package io.github.rocketmqhttp.transaction;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.handler.TransactionBoundary;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.expression.EvaluationContext;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.util.function.SingletonSupplier;

/**
 * Stands where Spring's transaction interceptor stood, and runs it with the messages
 * around: half messages are published just outside the transaction, the method is called
 * just inside it, after the messages have become part of it.
 */
final class TransactionalMessageInterceptor implements MethodInterceptor {

	private final TransactionInterceptor transactions;

	private final TransactionalMessageSource source;

	private final SingletonSupplier<TransactionCoordinator> coordinator;

	private final SingletonSupplier<MessageFactory> messages;

	private final SingletonSupplier<LogSelector> logs;

	private final SingletonSupplier<BackCheckHandlerRegistry> handlers;

	TransactionalMessageInterceptor(TransactionInterceptor transactions, TransactionalMessageSource source,
			BeanFactory beanFactory) {
		this.transactions = transactions;
		this.source = source;
		this.coordinator = SingletonSupplier.of(() -> beanFactory.getBean(TransactionCoordinator.class));
		this.messages = SingletonSupplier
			.of(() -> new MessageFactory(this.coordinator.obtain().converter(), beanFactory));
		this.handlers = SingletonSupplier.of(() -> beanFactory.getBean(BackCheckHandlerRegistry.class));
		this.logs = SingletonSupplier
			.of(() -> new LogSelector(transactions, beanFactory, this.coordinator.obtain().logs()));
	}

	boolean isTimeoutBound() {
		return this.coordinator.obtain().settings().bindTimeout();
	}

	/**
	 * The manager of the transaction in which a method is called.
	 */
	@Nullable TransactionManager manager(Method method, Class<?> targetClass) {
		return this.logs.obtain().manager(method, targetClass);
	}

	/**
	 * The log of the transaction in which a method is called, if there is one.
	 */
	@Nullable TransactionLog log(AnnotatedCall call) {
		return this.logs.obtain().select(call.method(), call.targetClass());
	}

	TransactionInterceptor transactions() {
		return this.transactions;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		TransactionBoundary boundary = TransactionBoundary.enter();
		try {
			return invokeWithin(invocation);
		}
		finally {
			boundary.leave();
		}
	}

	private @Nullable Object invokeWithin(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? AopUtils.getTargetClass(target)
				: invocation.getMethod().getDeclaringClass();
		List<MessageDefinition> definitions = this.source.definitions(invocation.getMethod(), targetClass);
		return definitions.isEmpty() ? this.transactions.invoke(invocation)
				: invokeWithMessages(invocation, targetClass, definitions);
	}

	private @Nullable Object invokeWithMessages(MethodInvocation invocation, Class<?> targetClass,
			List<MessageDefinition> definitions) throws Throwable {
		TransactionCoordinator leader = this.coordinator.obtain();
		List<PreparedMessage> early = prepare(definitions, SendPhase.BEFORE_METHOD,
				this.messages.obtain().context(invocation));
		int late = (int) definitions.stream().filter((d) -> d.phase() == SendPhase.BEFORE_COMMIT).count();
		if (early.isEmpty() && late == 0) {
			return this.transactions.invoke(invocation);
		}
		AnnotatedCall call = new AnnotatedCall(invocation.getMethod(), targetClass);
		TransactionLog log = log(call);
		definitions.forEach((definition) -> requirePolled(definition, call, log));
		if (late > 0 && log != null) {
			// Asked for now, because a pool of one has no connection for it later.
			log.identity();
		}
		TransactionScope scope = leader.begin(log);
		try {
			early.forEach((message) -> leader.publish(scope, message));
			return this.transactions.invoke(new Delegate(invocation) {
				@Override
				public @Nullable Object proceed() throws Throwable {
					TransactionalMessageInterceptor.this.logs.obtain().verify(log, call);
					TransactionStatus status = TransactionAspectSupport.currentTransactionStatus();
					leader.enlist(scope,
							RunningTransaction.of(call.toString(),
									TransactionalMessageInterceptor.this.manager(call.method(), call.targetClass()),
									log, status),
							late);
					try {
						Object result = super.proceed();
						leader.publishLater(scope, prepareLate(invocation, definitions, result));
						return result;
					}
					catch (Throwable ex) {
						if (late > 0) {
							// Without its message it must not commit, whatever its rules
							// say.
							status.setRollbackOnly();
						}
						throw ex;
					}
				}
			});
		}
		finally {
			leader.close(scope);
		}
	}

	/**
	 * The start does this for all beans whose types show their messages. One that is
	 * called before has its turn to come. Others, such as a lazy bean that is declared by
	 * an interface, would not be seen after a restart either.
	 */
	private void requirePolled(MessageDefinition definition, AnnotatedCall call, @Nullable TransactionLog log) {
		BackCheckHandlerRegistry registry = this.handlers.obtain();
		BackCheckEndpoint endpoint = definition.endpoint();
		if (registry.isPolled(endpoint)) {
			return;
		}
		if (log == null && registry.find(endpoint) == null) {
			throw new MissingBackCheckHandlerException(definition.instance(), definition.topic(),
					"@TransactionalMessage on " + call);
		}
		if (registry.isComplete()) {
			throw new IllegalStateException("@TransactionalMessage on " + call + " was not known when the application"
					+ " started, and nothing was done: after a restart nobody would poll the back-checks of the "
					+ endpoint.describeTopic() + " for the group '" + endpoint.consumerGroup()
					+ "' until it is called again. Add the topic to the property "
					+ InstanceDefaults.topicsProperty(definition.instance())
					+ ", or let the bean be seen at the start: declare it by its class, or not lazily.");
		}
		if (log != null) {
			log.prepare();
		}
		registry.poll(endpoint);
	}

	private List<PreparedMessage> prepareLate(MethodInvocation invocation, List<MessageDefinition> definitions,
			@Nullable Object result) {
		return prepare(definitions, SendPhase.BEFORE_COMMIT, this.messages.obtain().context(invocation, result));
	}

	private List<PreparedMessage> prepare(List<MessageDefinition> definitions, SendPhase phase,
			EvaluationContext context) {
		List<PreparedMessage> prepared = new ArrayList<>();
		for (MessageDefinition definition : definitions) {
			if (definition.phase() == phase) {
				this.messages.obtain().prepare(definition, context).ifPresent(prepared::add);
			}
		}
		return prepared;
	}

	/**
	 * The invocation as Spring's transaction interceptor is to see it.
	 */
	private static class Delegate implements MethodInvocation {

		private final MethodInvocation invocation;

		Delegate(MethodInvocation invocation) {
			this.invocation = invocation;
		}

		@Override
		public Method getMethod() {
			return this.invocation.getMethod();
		}

		@Override
		public @Nullable Object[] getArguments() {
			return this.invocation.getArguments();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			return this.invocation.proceed();
		}

		@Override
		public @Nullable Object getThis() {
			return this.invocation.getThis();
		}

		@Override
		public AccessibleObject getStaticPart() {
			return this.invocation.getStaticPart();
		}

	}

}
