package io.github.rocketmqhttp.transaction;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.rocketmqhttp.handler.AnnotationCandidates;
import io.github.rocketmqhttp.handler.AnnotationValues;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Knows which messages a method has. Read once, at start-up if the method belongs to a
 * bean, and kept.
 * <p>
 * It looks where Spring looks for {@code @Transactional}: the method with those that it
 * overrides or implements, then its class with superclasses and interfaces. The nearest
 * place with an annotation counts alone.
 */
final class TransactionalMessageSource {

	static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

	private final Map<AnnotatedElementKey, List<MessageDefinition>> definitions = new ConcurrentHashMap<>();

	private final AnnotationCandidates candidates = new AnnotationCandidates(
			List.of(TransactionalMessage.class, TransactionalMessages.class));

	private final SingletonSupplier<DefinitionReader> reader;

	/**
	 * Creates the source. The coordinator is asked for late: methods without messages are
	 * called while it is being made.
	 */
	TransactionalMessageSource(ConfigurableBeanFactory beanFactory) {
		this.reader = SingletonSupplier
			.of(() -> reader(beanFactory.getBean(TransactionCoordinator.class), beanFactory));
	}

	private static DefinitionReader reader(TransactionCoordinator coordinator, ConfigurableBeanFactory beanFactory) {
		return new DefinitionReader(coordinator.settings(), coordinator.instanceDefaults(),
				new AnnotationValues(beanFactory), PARAMETER_NAMES);
	}

	/**
	 * The messages of a method.
	 * @param method the method, possibly of an interface
	 * @param targetClass the class in which it is called
	 * @return the messages in order, none for most methods
	 * @throws InvalidTransactionalMessageException if an annotation cannot work
	 */
	List<MessageDefinition> definitions(Method method, Class<?> targetClass) {
		AnnotatedElementKey key = new AnnotatedElementKey(method, targetClass);
		List<MessageDefinition> known = this.definitions.get(key);
		if (known == null) {
			known = read(method, targetClass);
			this.definitions.put(key, known);
		}
		return known;
	}

	/**
	 * Whether a class may have methods with messages; most have none.
	 */
	boolean mayHaveMessages(Class<?> targetClass) {
		return this.candidates.contain(targetClass);
	}

	/**
	 * Whether a method has messages, without reading what they say.
	 */
	boolean hasMessages(Method method, Class<?> targetClass) {
		return mayHaveMessages(targetClass)
				&& declared(AnnotatedCall.of(method, targetClass).method()).isPresent(TransactionalMessage.class);
	}

	/**
	 * Whether a class or one of those above it carries the annotation.
	 */
	boolean isAnnotated(Class<?> type) {
		return mayHaveMessages(type) && search(type).isPresent(TransactionalMessage.class);
	}

	/**
	 * The methods of a class that have messages.
	 */
	Set<Method> methodsWithMessages(Class<?> type) {
		return mayHaveMessages(type) ? MethodIntrospector.selectMethods(type,
				(ReflectionUtils.MethodFilter) (method) -> hasMessages(method, type)) : Set.of();
	}

	private List<MessageDefinition> read(Method method, Class<?> targetClass) {
		if (!mayHaveMessages(targetClass)) {
			return List.of();
		}
		AnnotatedCall call = AnnotatedCall.of(method, targetClass);
		MergedAnnotations declared = declared(call.method());
		List<MergedAnnotation<TransactionalMessage>> nearest = nearest(declared);
		if (nearest.isEmpty()) {
			return List.of();
		}
		MethodRules.check(call);
		List<MessageDefinition> read = new ArrayList<>();
		for (MergedAnnotation<TransactionalMessage> annotation : nearest) {
			MethodRules.checkAttributes(call, annotation, declared, nearest.size() == 1);
			read.add(this.reader.obtain().read(call, annotation.synthesize()));
		}
		return List.copyOf(read);
	}

	private static MergedAnnotations declared(Method method) {
		MergedAnnotations onMethod = search(method);
		return (onMethod.isPresent(TransactionalMessage.class) || !isCoveredByClass(method)) ? onMethod
				: search(method.getDeclaringClass());
	}

	private static MergedAnnotations search(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY,
				RepeatableContainers.standardRepeatables());
	}

	private static boolean isCoveredByClass(Method method) {
		return !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !method.isSynthetic() && method.getDeclaringClass() != Object.class
				&& !ReflectionUtils.isObjectMethod(method);
	}

	private static List<MergedAnnotation<TransactionalMessage>> nearest(MergedAnnotations declared) {
		List<MergedAnnotation<TransactionalMessage>> all = declared.stream(TransactionalMessage.class).toList();
		return all.stream()
			.filter((annotation) -> annotation.getAggregateIndex() == all.get(0).getAggregateIndex())
			.toList();
	}

}
