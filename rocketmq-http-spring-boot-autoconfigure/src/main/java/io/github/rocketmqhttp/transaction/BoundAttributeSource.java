package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.interceptor.DelegatingTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * Shortens the time-outs of transactions whose half messages are published before them. A
 * transaction that is joined keeps its own.
 */
final class BoundAttributeSource implements TransactionAttributeSource {

	private final TransactionAttributeSource attributes;

	private final TransactionalMessageSource messages;

	private final TransactionalMessageInterceptor frame;

	/**
	 * Creates the source.
	 * @param attributes what is declared
	 * @param messages knows whether there are messages
	 * @param frame knows the settings and the methods' managers, when they are needed
	 */
	BoundAttributeSource(TransactionAttributeSource attributes, TransactionalMessageSource messages,
			TransactionalMessageInterceptor frame) {
		this.attributes = attributes;
		this.messages = messages;
		this.frame = frame;
	}

	@Override
	public boolean isCandidateClass(Class<?> targetClass) {
		return this.attributes.isCandidateClass(targetClass);
	}

	@Override
	public @Nullable TransactionAttribute getTransactionAttribute(Method method, @Nullable Class<?> targetClass) {
		TransactionAttribute declared = this.attributes.getTransactionAttribute(method, targetClass);
		if (declared == null || targetClass == null) {
			return declared;
		}
		Optional<Duration> immunityTime = this.messages.definitions(method, targetClass)
			.stream()
			.filter((definition) -> definition.phase() == SendPhase.BEFORE_METHOD)
			.map(MessageDefinition::immunityTime)
			.min(Comparator.naturalOrder());
		return (immunityTime.isPresent() && this.frame.isTimeoutBound())
				? new Bound(declared, immunityTime.get(), method, targetClass) : declared;
	}

	/**
	 * What is declared, with a smaller time-out. That is asked for when the transaction
	 * begins, when its manager can be found.
	 */
	private final class Bound extends DelegatingTransactionAttribute {

		private static final long serialVersionUID = 1L;

		private final Duration immunityTime;

		private final transient Method method;

		private final Class<?> targetClass;

		Bound(TransactionAttribute declared, Duration immunityTime, Method method, Class<?> targetClass) {
			super(declared);
			this.immunityTime = immunityTime;
			this.method = method;
			this.targetClass = targetClass;
		}

		@Override
		public int getTimeout() {
			return BoundTimeout.of(this.immunityTime, super.getTimeout(),
					BoundAttributeSource.this.frame.manager(this.method, this.targetClass));
		}

	}

}
