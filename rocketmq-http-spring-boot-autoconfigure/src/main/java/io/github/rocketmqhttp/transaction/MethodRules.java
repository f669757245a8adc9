package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.springframework.context.annotation.Bean;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Refuses methods around which no proxy can run a transaction to its end, and
 * transactions that nothing can follow.
 */
final class MethodRules {

	private static final Set<String> TRANSACTION_ATTRIBUTES = Set.of("transactionManager", "propagation", "isolation",
			"timeout", "timeoutString", "rollbackFor", "rollbackForClassName", "noRollbackFor",
			"noRollbackForClassName");

	private MethodRules() {
	}

	static void check(AnnotatedCall call) {
		if (AnnotatedElementUtils.hasAnnotation(call.method(), Bean.class)) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call
							+ ", which makes a bean (@Bean): it would send a message at each start of the application.",
					"Annotate a method of that bean.");
		}
		int modifiers = call.method().getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isFinal(modifiers) || Modifier.isStatic(modifiers)) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call + ", which is "
							+ (Modifier.isPrivate(modifiers) ? "private"
									: Modifier.isFinal(modifiers) ? "final" : "static")
							+ ": a proxy cannot run a transaction around it.",
					"Make it a public, non-final method of a bean and call it from another bean.");
		}
		if (isHiddenFromProxy(call)) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call + ", which is package-private in "
							+ call.method().getDeclaringClass().getPackageName()
							+ ": the proxy of a class in another package does not override it.",
					"Make it public or protected.");
		}
		if (isAsynchronous(call.method())) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call + ", which returns " + call.method().getReturnType().getName()
							+ (KotlinDetector.isSuspendingFunction(call.method()) ? " as a suspending function" : "")
							+ ": the transaction would end before the work does.",
					"Return the value itself and do the work before returning; callers may wrap the call, for example"
							+ " in CompletableFuture.supplyAsync or with @Async on a method of theirs.");
		}
	}

	private static boolean isHiddenFromProxy(AnnotatedCall call) {
		int visible = Modifier.PUBLIC | Modifier.PROTECTED;
		return (call.method().getModifiers() & visible) == 0
				&& !call.method().getDeclaringClass().getPackageName().equals(call.targetClass().getPackageName());
	}

	private static boolean isAsynchronous(Method method) {
		Class<?> type = method.getReturnType();
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| KotlinDetector.isSuspendingFunction(method)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Refuses transaction attributes that Spring would not see.
	 * @param annotation one of the annotations
	 * @param declared all annotations of the element that carries it
	 * @param single whether it is the only one
	 */
	static void checkAttributes(AnnotatedCall call, MergedAnnotation<TransactionalMessage> annotation,
			MergedAnnotations declared, boolean single) {
		boolean overridden = declared.isDirectlyPresent(Transactional.class);
		if (single && !overridden) {
			return;
		}
		for (String attribute : TRANSACTION_ATTRIBUTES) {
			if (!annotation.hasDefaultValue(attribute)) {
				throw new InvalidTransactionalMessageException(
						"The attribute " + attribute + " of @TransactionalMessage on " + call + " has no effect: "
								+ (overridden ? "@Transactional stands beside it"
										: "several messages share one transaction")
								+ ".",
						"Set it in " + (overridden ? "the" : "a") + " @Transactional on the same method.");
			}
		}
	}

	static void checkTransaction(AnnotatedCall call, TransactionDefinition transaction) {
		int propagation = transaction.getPropagationBehavior();
		if (propagation == Propagation.NEVER.value() || propagation == Propagation.NOT_SUPPORTED.value()) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call + ", whose propagation "
							+ ((propagation == Propagation.NEVER.value()) ? "NEVER" : "NOT_SUPPORTED")
							+ " runs it without a transaction, and its messages follow one.",
					"Use REQUIRED, REQUIRES_NEW, NESTED or MANDATORY.");
		}
		if (transaction.isReadOnly()) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call
							+ ", whose transaction is read-only: there is nothing that its" + " messages could follow.",
					"Leave readOnly out of the @Transactional on the same method.");
		}
	}

}
