package io.github.rocketmqhttp.converter;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;

/**
 * Tells an ahead-of-time build which methods are called by reflection because they carry
 * an annotation of ours, and which types are read from or written to message bodies. On a
 * class it counts for the types of its public methods.
 */
public final class PayloadReflectiveProcessor implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	/**
	 * Creates the processor; Spring does, from the annotation.
	 */
	public PayloadReflectiveProcessor() {
	}

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			registerTypes(hints, method);
		}
		else if (element instanceof Class<?> type) {
			Stream.of(type.getDeclaredMethods())
				.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
				.forEach((method) -> registerTypes(hints, method));
		}
	}

	private void registerTypes(ReflectionHints hints, Method method) {
		this.bindings.registerReflectionHints(hints, method.getGenericParameterTypes());
		if (method.getReturnType() != void.class) {
			this.bindings.registerReflectionHints(hints, method.getGenericReturnType());
		}
	}

}
