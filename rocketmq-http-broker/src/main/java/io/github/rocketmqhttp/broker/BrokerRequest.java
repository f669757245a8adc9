package io.github.rocketmqhttp.broker;

/**
 * A complete and authenticated request.
 */
final class BrokerRequest {

	private final RequestTarget target;

	private final byte[] body;

	private final RequestContext context;

	BrokerRequest(RequestTarget target, byte[] body, RequestContext context) {
		this.target = target;
		this.body = body;
		this.context = context;
	}

	RequestTarget target() {
		return this.target;
	}

	/**
	 * The body, possibly empty; not copied.
	 */
	byte[] body() {
		return this.body;
	}

	/**
	 * What an error document needs.
	 */
	RequestContext context() {
		return this.context;
	}

}
