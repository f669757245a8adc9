package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.rocketmqhttp.handler.AnnotationValues;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.annotation.TransactionManagementConfigurer;
import org.springframework.transaction.interceptor.NoRollbackRuleAttribute;
import org.springframework.transaction.interceptor.RuleBasedTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/**
 * Makes listeners idempotent, and refuses those that would only look so. Apart from the
 * container factory, so that an application without spring-tx can load that.
 */
final class IdempotentCallFactory {

	private static final Set<Integer> OTHER_TRANSACTION = Set.of(TransactionDefinition.PROPAGATION_REQUIRES_NEW,
			TransactionDefinition.PROPAGATION_NOT_SUPPORTED, TransactionDefinition.PROPAGATION_NEVER);

	/** Annotations of Spring Retry, Spring Framework 7 and Resilience4j. */
	private static final Set<String> RETRIES = Set.of("org.springframework.retry.annotation.Retryable",
			"org.springframework.resilience.annotation.Retryable", "io.github.resilience4j.retry.annotation.Retry");

	private final BeanFactory beanFactory;

	private final @Nullable Inbox ownInbox;

	private final MessageObservations observations;

	IdempotentCallFactory(BeanFactory beanFactory, @Nullable Inbox ownInbox, MessageObservations observations) {
		this.beanFactory = beanFactory;
		this.ownInbox = ownInbox;
		this.observations = observations;
	}

	ListenerCall create(ListenerEndpoint endpoint, ListenerDefinition listener, ListenerMethod method,
			DeliveryCounters counters) {
		requireNoRetry(endpoint);
		Inbox inbox = inbox(endpoint.method());
		TransactionTemplate transaction = transaction(endpoint, inbox);
		ListenerCall call = new IdempotentCall(listener, method, keys(endpoint, listener, method),
				new ObservedInbox(inbox, this.observations), transaction, counters);
		ListenerCall routed = RoutedCall.around(call, endpoint, inbox.isRouted(), this.beanFactory);
		inbox.prepare();
		return routed;
	}

	/**
	 * Its attempts would all be within the transaction that the inbox takes part in: what
	 * the failed ones have written would commit with the last one.
	 */
	private static void requireNoRetry(ListenerEndpoint endpoint) {
		Class<?> type = AopUtils.getTargetClass(endpoint.bean());
		Stream.of(AopUtils.getMostSpecificMethod(endpoint.method(), type), endpoint.method(), type)
			.flatMap((element) -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).stream())
			.map((annotation) -> annotation.getType().getName())
			.filter(RETRIES::contains)
			.findFirst()
			.ifPresent((name) -> {
				throw new InvalidListenerException(endpoint.method(),
						"it is idempotent, and @" + ClassUtils.getShortName(name)
								+ " repeats it within its transaction: what a failed attempt has written would commit"
								+ " with the last one",
						"Remove @" + ClassUtils.getShortName(name) + ": each of the listener's own retries, by the"
								+ " properties rocketmq-http.listener.retry, is a transaction of its own.");
			});
	}

	private static InboxKeys keys(ListenerEndpoint endpoint, ListenerDefinition listener, ListenerMethod method) {
		MessageKeys keys = new MessageKeys(listener.instance(), listener.request().topic());
		String expression = endpoint.attributes().idempotencyKey();
		return (expression != null)
				? new IdempotencyKeyExpression(endpoint.method(), method.takesList(), keys, expression)::apply : keys;
	}

	private Inbox inbox(Method method) {
		if (this.ownInbox != null) {
			return this.ownInbox;
		}
		List<Inbox> inboxes = this.beanFactory.getBeanProvider(Inbox.class).stream().toList();
		Inbox unique = this.beanFactory.getBeanProvider(Inbox.class).getIfUnique();
		if (unique == null) {
			throw new InvalidListenerException(method, inboxes.isEmpty()
					? "it is idempotent, and there is no inbox: none is set up without spring-jdbc, with"
							+ " rocketmq-http.listener.inbox.enabled=false, or where there is not one data source to choose"
					: "it is idempotent, and there are " + inboxes.size() + " inboxes, none of them primary",
					inboxes.isEmpty()
							? "Add spring-boot-starter-jdbc or -data-jpa with a single DataSource, declare a JdbcInbox bean for the"
									+ " one to use, or set idempotent = false."
							: "Mark one as @Primary, or declare a ListenerContainerFactory with the inbox to use and name"
									+ " it in containerFactory.");
		}
		return unique;
	}

	private PlatformTransactionManager manager(Method method, Inbox inbox) {
		List<PlatformTransactionManager> managers = this.beanFactory.getBeanProvider(PlatformTransactionManager.class)
			.stream()
			.filter(inbox::isFor)
			.toList();
		PlatformTransactionManager primary = this.beanFactory.getBeanProvider(PlatformTransactionManager.class)
			.getIfUnique();
		if (primary != null && managers.contains(primary)) {
			return primary;
		}
		if (managers.size() != 1) {
			throw new InvalidListenerException(method, "it is idempotent, and "
					+ (managers.isEmpty() ? "no transaction manager is" : managers.size() + " transaction managers are")
					+ " for the data source of the inbox",
					"Declare one transaction manager for that data source, or mark one as @Primary.");
		}
		return managers.get(0);
	}

	/**
	 * The transaction that the method's own {@code @Transactional} joins must be as that
	 * one says.
	 */
	private TransactionTemplate transaction(ListenerEndpoint endpoint, Inbox inbox) {
		AnnotationTransactionAttributeSource source = new AnnotationTransactionAttributeSource(false);
		source.setEmbeddedValueResolver(new AnnotationValues(this.beanFactory)::text);
		TransactionAttribute attribute = source.getTransactionAttribute(endpoint.method(),
				AopUtils.getTargetClass(endpoint.bean()));
		PlatformTransactionManager own = (attribute != null) ? manager(endpoint, inbox, attribute) : null;
		TransactionTemplate transaction = new TransactionTemplate(
				(own != null) ? own : manager(endpoint.method(), inbox));
		if (attribute != null) {
			transaction.setIsolationLevel(attribute.getIsolationLevel());
			transaction.setTimeout(attribute.getTimeout());
		}
		return transaction;
	}

	/**
	 * The manager of the method's own {@code @Transactional}. The business must commit
	 * with the inbox, so it is the one that begins the transaction: another one of the
	 * same data source would begin a second one on its connection.
	 * @return {@code null} if the application has no default manager
	 */
	private @Nullable PlatformTransactionManager manager(ListenerEndpoint endpoint, Inbox inbox,
			TransactionAttribute attribute) {
		if (attribute.isReadOnly()) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its @Transactional is read-only: the inbox could not note its messages",
					"Remove readOnly.");
		}
		if (OTHER_TRANSACTION.contains(attribute.getPropagationBehavior())) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its @Transactional leaves the transaction that the inbox takes part in",
					"Remove the propagation, or @Transactional as a whole.");
		}
		if (attribute instanceof RuleBasedTransactionAttribute ruled
				&& ruled.getRollbackRules().stream().anyMatch(NoRollbackRuleAttribute.class::isInstance)) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its @Transactional commits after some exceptions: its messages would be"
							+ " redelivered, and not handled again",
					"Remove noRollbackFor, and return where the message is done with.");
		}
		String qualifier = qualifier(endpoint, attribute);
		if (qualifier == null) {
			return defaultManager(endpoint, inbox);
		}
		PlatformTransactionManager named = BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory,
				PlatformTransactionManager.class, qualifier);
		if (!inbox.isFor(named)) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its transaction manager '" + qualifier
							+ "' is not one of the inbox's data source",
					"Use the inbox of that manager's data source: declare a JdbcInbox for it, and a"
							+ " ListenerContainerFactory with it that containerFactory names.");
		}
		return named;
	}

	/**
	 * As Spring has it: {@code @Qualifier} on the class names the manager of all methods
	 * that name none.
	 */
	private static @Nullable String qualifier(ListenerEndpoint endpoint, TransactionAttribute attribute) {
		String qualifier = attribute.getQualifier();
		if (qualifier != null && !qualifier.isEmpty()) {
			return qualifier;
		}
		Qualifier ofClass = AnnotatedElementUtils.findMergedAnnotation(endpoint.type(), Qualifier.class);
		return (ofClass == null || ofClass.value().isEmpty()) ? null : ofClass.value();
	}

	/**
	 * A transaction that names no manager is one of the application's default one.
	 */
	private @Nullable PlatformTransactionManager defaultManager(ListenerEndpoint endpoint, Inbox inbox) {
		TransactionManagementConfigurer configurer = this.beanFactory
			.getBeanProvider(TransactionManagementConfigurer.class)
			.getIfAvailable();
		TransactionManager byDefault = (configurer != null) ? configurer.annotationDrivenTransactionManager()
				: this.beanFactory.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
		if (!(byDefault instanceof PlatformTransactionManager manager)) {
			return null;
		}
		if (!inbox.isFor(manager)) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its @Transactional names no transaction manager: that would be the default"
							+ " one, which is not one of the inbox's data source",
					"Name the transaction manager of the inbox's data source in @Transactional, or remove it.");
		}
		return manager;
	}

}
