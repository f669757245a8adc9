package io.github.rocketmqhttp.handler;

import java.lang.annotation.Annotation;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Validates payloads for parameters that ask for it with {@code @Valid} or
 * {@code @Validated}.
 */
public final class PayloadValidator {

	private final @Nullable Validator validator;

	/**
	 * Creates the validator.
	 * @param beanFactory has the validator to use, the only or primary one; without one
	 * nothing is validated
	 */
	public PayloadValidator(@Nullable ConfigurableBeanFactory beanFactory) {
		this.validator = (beanFactory != null) ? beanFactory.getBeanProvider(Validator.class).getIfUnique() : null;
	}

	@Nullable Validator validator() {
		return this.validator;
	}

	/**
	 * Whether a parameter asks for what cannot be done.
	 */
	boolean isMissingFor(MethodParameter parameter) {
		return hints(parameter) != null && (this.validator == null || !supports(this.validator, parameter));
	}

	/**
	 * Spring's web support has a validator that validates nothing where there is no
	 * provider of Bean Validation.
	 */
	private static boolean supports(Validator validator, MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return Stream.concat(Stream.of(type), Stream.of(type.getGenerics()))
			.anyMatch((part) -> validator.supports(part.toClass()));
	}

	/**
	 * Validates a payload, if the parameter asks for it.
	 * @param parameter the parameter that gets it, perhaps within something else
	 * @param payload the payload
	 * @param messageId names the message in the exception
	 * @throws ArgumentException if it is not valid, or cannot be validated
	 */
	public void validate(MethodParameter parameter, Object payload, String messageId) {
		Validator present = this.validator;
		Object[] groups = (present != null) ? hints(parameter) : null;
		if (present == null || groups == null) {
			return;
		}
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload, "payload");
		try {
			if (present instanceof SmartValidator smart && groups.length > 0) {
				smart.validate(payload, result, groups);
			}
			else {
				present.validate(payload, result);
			}
		}
		catch (RuntimeException ex) {
			throw ArgumentException.failed(parameter, messageId, ex);
		}
		if (result.hasErrors()) {
			throw ArgumentException.invalid(parameter, messageId, result);
		}
	}

	private static Object @Nullable [] hints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return null;
	}

}
