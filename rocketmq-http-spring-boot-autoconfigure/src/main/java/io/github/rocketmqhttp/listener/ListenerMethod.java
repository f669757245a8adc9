package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.github.rocketmqhttp.handler.AsynchronousMethods;
import io.github.rocketmqhttp.handler.HandlerMethod;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Calls one listener method with what was read from messages.
 */
final class ListenerMethod {

	/** Stands for a parameter that is not there. */
	static final int NONE = -1;

	private final Method declared;

	private final HandlerMethod method;

	private final MessageReader reader;

	private final int list;

	private final int acknowledgement;

	/**
	 * Creates the method.
	 * @param declared the method as the user's class declares it
	 * @param method calls it
	 * @param reader reads all arguments, or elements of the list
	 * @param list index of the list's parameter
	 * @param acknowledgement index of the acknowledgement's parameter
	 */
	ListenerMethod(Method declared, HandlerMethod method, MessageReader reader, int list, int acknowledgement) {
		this.declared = declared;
		this.method = method;
		this.reader = reader;
		this.list = list;
		this.acknowledgement = acknowledgement;
	}

	boolean takesList() {
		return this.list != NONE;
	}

	/**
	 * Reads one message.
	 * @throws RuntimeException as {@link MessageReader#read(ReceivedMessage)} does; for a
	 * damaged message also if the method does not look at its body
	 */
	Object read(ReceivedMessage message) {
		message.requireIntact();
		return this.reader.read(message);
	}

	/**
	 * Calls the method.
	 * @param messages what was read; exactly one, unless the method takes a list
	 * @param handle acknowledges them
	 * @throws Throwable what the method threw, as it is
	 */
	void invoke(List<Object> messages, Acknowledgement handle) throws Throwable {
		@Nullable Object[] arguments = takesList() ? new Object[this.method.parameters().size()]
				: ((@Nullable Object[]) messages.get(0)).clone();
		if (takesList()) {
			arguments[this.list] = messages;
		}
		if (this.acknowledgement != NONE) {
			arguments[this.acknowledgement] = handle;
		}
		requireDone(this.method.invoke(arguments));
	}

	/**
	 * What is declared as some object may turn out to be a future.
	 */
	private void requireDone(@Nullable Object result) {
		if (result != null && AsynchronousMethods.isAsynchronous(result.getClass())) {
			throw new IllegalStateException("The listener " + this.declared.getDeclaringClass().getTypeName() + "."
					+ this.declared.getName() + " returned a " + result.getClass().getTypeName()
					+ ", and the message would be acknowledged before that is done."
					+ " Wait for the result in the method and return nothing.");
		}
	}

}
