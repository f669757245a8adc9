package io.github.rocketmqhttp.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The interceptors of one listener, from the outermost to the innermost.
 */
final class DeliveryInterceptors {

	private final ListenerDefinition listener;

	private final List<DeliveryInterceptor> interceptors;

	DeliveryInterceptors(ListenerDefinition listener, List<DeliveryInterceptor> interceptors) {
		this.listener = listener;
		this.interceptors = List.copyOf(interceptors);
	}

	/**
	 * Makes a call with all interceptors around it.
	 * @return the messages that are done with; all, if an interceptor did not proceed
	 */
	List<Delivery> around(List<Delivery> deliveries, Call call) throws Throwable {
		if (this.interceptors.isEmpty()) {
			return call.run();
		}
		ListenerDelivery delivery = new ListenerDelivery(this.listener.id(), this.listener.request().topic(),
				this.listener.request().consumerGroup(), deliveries.stream().map(Delivery::message).toList());
		Progress progress = new Progress(delivery, call);
		progress.step(0);
		List<Delivery> done = progress.done;
		return (done != null) ? done : deliveries;
	}

	/**
	 * The call in the middle.
	 */
	@FunctionalInterface
	interface Call {

		List<Delivery> run() throws Throwable;

	}

	/**
	 * One delivery's way through the interceptors.
	 */
	private final class Progress {

		private final ListenerDelivery delivery;

		private final Call call;

		private @Nullable List<Delivery> done;

		private int reached;

		Progress(ListenerDelivery delivery, Call call) {
			this.delivery = delivery;
			this.call = call;
		}

		private void step(int index) throws Throwable {
			if (index < this.reached) {
				throw new IllegalStateException("An interceptor of listener " + DeliveryInterceptors.this.listener.id()
						+ " tells the chain to proceed twice; it may do so once.");
			}
			this.reached = index + 1;
			if (index == DeliveryInterceptors.this.interceptors.size()) {
				this.done = this.call.run();
				return;
			}
			DeliveryInterceptors.this.interceptors.get(index).intercept(this.delivery, () -> step(index + 1));
		}

	}

}
