package io.github.rocketmqhttp.listener;

/**
 * The method of an idempotent listener was not called, because its transaction could not
 * begin or its inbox could not be used. That says nothing about the message: it comes
 * back, whatever the listener says about its own exceptions.
 */
public final class ListenerNotCalledException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ListenerNotCalledException(String listenerId, Throwable cause) {
		super("The method of listener " + listenerId + " was not called, because its transaction could not begin or its"
				+ " inbox could not be used", cause);
	}

}
