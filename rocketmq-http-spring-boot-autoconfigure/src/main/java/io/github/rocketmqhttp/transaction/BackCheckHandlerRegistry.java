package io.github.rocketmqhttp.transaction;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Knows who answers the back-checks of which topic, and where back-checks come from.
 * Filled at start-up, and by calls of beans that could not be seen then.
 */
public final class BackCheckHandlerRegistry {

	private final Map<Subject, Registration> handlers = new ConcurrentHashMap<>();

	private final Set<BackCheckEndpoint> endpoints = ConcurrentHashMap.newKeySet();

	private volatile boolean complete;

	private volatile Runnable onAddition = () -> {
	};

	BackCheckHandlerRegistry() {
	}

	/**
	 * Adds a handler.
	 * @param description names it in exceptions
	 * @throws InvalidBackCheckHandlerException if the topic has another one
	 */
	void register(BackCheckEndpoint endpoint, String description, HalfMessageHandler handler) {
		Registration other = this.handlers.putIfAbsent(Subject.of(endpoint), new Registration(description, handler));
		if (other != null) {
			throw new InvalidBackCheckHandlerException("The " + endpoint.describeTopic()
					+ " has two back-check handlers: " + other.description() + " and " + description + ".",
					"Remove one @BackCheckHandler, or give it another topic.");
		}
		poll(endpoint);
	}

	/**
	 * Has the back-checks of an endpoint polled, at once if others are.
	 */
	void poll(BackCheckEndpoint endpoint) {
		if (this.endpoints.add(endpoint)) {
			this.onAddition.run();
		}
	}

	/**
	 * Takes note that the beans of the application have been read.
	 */
	void complete() {
		this.complete = true;
	}

	/**
	 * Whether the next start would add the same endpoints.
	 */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Sets what is to be done when an endpoint has been added.
	 */
	void onAddition(Runnable action) {
		this.onAddition = action;
	}

	@Nullable HalfMessageHandler find(BackCheckEndpoint endpoint) {
		Registration registration = this.handlers.get(Subject.of(endpoint));
		return (registration != null) ? registration.handler() : null;
	}

	/**
	 * Whether the back-checks of an endpoint are, or will be, polled.
	 */
	boolean isPolled(BackCheckEndpoint endpoint) {
		return this.endpoints.contains(endpoint);
	}

	Collection<BackCheckEndpoint> endpoints() {
		return Set.copyOf(this.endpoints);
	}

	/**
	 * What handlers are for: the same topic of another instance is another one.
	 */
	private record Subject(String instance, String topic) {

		static Subject of(BackCheckEndpoint endpoint) {
			return new Subject(endpoint.instance(), endpoint.topic());
		}

	}

	/**
	 * One handler and its name.
	 */
	private record Registration(String description, HalfMessageHandler handler) {
	}

}
