package io.github.rocketmqhttp.handler;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;

/**
 * Which type a body is read into. The variables of generic classes are filled in, with
 * their own generics, from where the class is extended: a converter could not know them.
 */
public final class PayloadTypes {

	private PayloadTypes() {
	}

	/**
	 * The type that a parameter of a handler or listener wants.
	 * @param parameter its containing class fills in variables
	 * @return the type of the parameter, or that of the payload if it is a
	 * {@link Message}
	 */
	public static ResolvableType of(MethodParameter parameter) {
		return of(ResolvableType.forMethodParameter(parameter));
	}

	/**
	 * The type that something declared wants.
	 * @param declared the declaration
	 * @return that type, or that of the payload if it is a {@link Message}; a variable
	 * that nothing fills in is left as it is
	 */
	public static ResolvableType of(ResolvableType declared) {
		return fillIn(Message.class.isAssignableFrom(declared.toClass()) ? declared.as(Message.class).getGeneric(0)
				: declared);
	}

	/**
	 * Fills in the variables and leaves a message a message.
	 */
	static ResolvableType fillIn(ResolvableType type) {
		return fillIn(type, Set.of());
	}

	private static ResolvableType fillIn(ResolvableType type, Set<Type> within) {
		Class<?> raw = type.resolve();
		if (raw == null) {
			return type;
		}
		if (type.isArray()) {
			Type component = fillIn(type.getComponentType(), within).getType();
			// ResolvableType.forArrayComponent would forget the generics.
			return ResolvableType
				.forType((component instanceof Class<?> plain) ? plain.arrayType() : new ArrayOf(component));
		}
		// A variable that nothing fills in may be bounded by itself.
		if (!type.hasGenerics() || within.contains(type.getType())) {
			return ResolvableType.forClass(raw);
		}
		Set<Type> now = new HashSet<>(within);
		now.add(type.getType());
		return ResolvableType.forClassWithGenerics(raw,
				Arrays.stream(type.getGenerics())
					.map((generic) -> fillIn(generic, now))
					.toArray(ResolvableType[]::new));
	}

	private record ArrayOf(Type getGenericComponentType) implements GenericArrayType {

		@Override
		public String getTypeName() {
			return this.getGenericComponentType.getTypeName() + "[]";
		}

	}

}
