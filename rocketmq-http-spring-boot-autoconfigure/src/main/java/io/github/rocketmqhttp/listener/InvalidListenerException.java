package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;

/**
 * An annotated method cannot work as it is written; the application does not start.
 */
public final class InvalidListenerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final String reason;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param method the annotated method
	 * @param reason what is wrong, a clause
	 * @param remedy what to write instead, a sentence
	 */
	public InvalidListenerException(Method method, String reason, String remedy) {
		super("The listener method " + describe(method) + " cannot be used: " + reason + ". " + remedy);
		this.listener = describe(method);
		this.reason = reason;
		this.remedy = remedy;
	}

	private static String describe(Method method) {
		return method.getDeclaringClass().getTypeName() + "." + method.getName();
	}

	/**
	 * The method.
	 * @return class and name
	 */
	public String getListener() {
		return this.listener;
	}

	/**
	 * What is wrong.
	 * @return a clause
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * What to write instead.
	 * @return a sentence
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
