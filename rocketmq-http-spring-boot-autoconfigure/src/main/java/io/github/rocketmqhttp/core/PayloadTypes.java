package io.github.rocketmqhttp.core;

import java.util.Arrays;

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
		Class<?> raw = type.resolve();
		if (raw == null) {
			return type;
		}
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(fillIn(type.getComponentType()));
		}
		if (!type.hasGenerics()) {
			return ResolvableType.forClass(raw);
		}
		return ResolvableType.forClassWithGenerics(raw,
				Arrays.stream(type.getGenerics()).map(PayloadTypes::fillIn).toArray(ResolvableType[]::new));
	}

}
