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
		this(describe(method), reason, remedy);
	}

	/**
	 * Creates the exception.
	 * @param listener the annotated method, or the id of the listener
	 * @param reason what is wrong, a clause
	 * @param remedy what to write instead, a sentence
	 */
	InvalidListenerException(String listener, String reason, String remedy) {
		super("The listener " + listener + " cannot be used: " + reason + ". " + remedy);
		this.listener = listener;
		this.reason = reason;
		this.remedy = remedy;
	}

	private static String describe(Method method) {
		return method.getDeclaringClass().getTypeName() + "." + method.getName();
	}

	/**
	 * The listener.
	 * @return class and name of the method, or the id
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
