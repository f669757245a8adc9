package io.github.rocketmqhttp.listener;

/**
 * Goes around deliveries: before a listener's method is called for the first time, and
 * after its last try, when its transaction, if it has one, has ended. Beans of this type
 * serve all listeners, in the order of
 * {@link org.springframework.core.annotation.Order @Order}, the first one outermost;
 * messages that cannot be read do not come this far.
 * <p>
 * Called by the thread that calls the method, side by side for different deliveries.
 */
@FunctionalInterface
public interface DeliveryInterceptor {

	/**
	 * Goes around one delivery.
	 * @param delivery the messages
	 * @param chain what is further inside; if it is not told to proceed, the messages
	 * count as handled
	 * @throws Throwable if the delivery fails, which the listener's error handler then
	 * decides about: the method's own exception, or one of the interceptor
	 */
	void intercept(ListenerDelivery delivery, Chain chain) throws Throwable;

	/**
	 * What is further inside: other interceptors, and the method.
	 */
	interface Chain {

		/**
		 * Goes on, once. Returns also when the messages had taken effect before and the
		 * method of an idempotent listener was not called.
		 * @throws IllegalStateException if it was called before
		 * @throws Throwable what the method, or an interceptor further inside, threw
		 */
		void proceed() throws Throwable;

	}

}
