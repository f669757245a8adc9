package io.github.rocketmqhttp.reliability.faults;

/**
 * What can happen to one request on its way to the broker and back.
 */
public enum HttpFault {

	/** The request and its answer pass untouched. */
	NONE(true, true),

	/** The broker never sees the request; the connection is reset. */
	DROP_BEFORE_SEND(false, false),

	/** The broker handles the request, its answer is lost; the connection is reset. */
	DROP_AFTER_SEND(true, false),

	/**
	 * The request reaches the broker late, also when its sender has given up meanwhile;
	 * the answer passes.
	 */
	DELAY(true, true),

	/** The broker never sees the request; the client is answered 503. */
	SERVER_ERROR_BEFORE_SEND(false, false),

	/** The broker handles the request; its answer is replaced by a 503. */
	SERVER_ERROR_AFTER_SEND(true, false),

	/** The broker handles the request; its answer ends somewhere in head or body. */
	TRUNCATED_ANSWER(true, false),

	/** The broker never sees the request; the client hears nothing, then a reset. */
	BLACK_HOLE_BEFORE_SEND(false, false),

	/** The broker handles the request; the client hears nothing, then a reset. */
	BLACK_HOLE_AFTER_SEND(true, false);

	private final boolean reachesBroker;

	private final boolean reachesClient;

	HttpFault(boolean reachesBroker, boolean reachesClient) {
		this.reachesBroker = reachesBroker;
		this.reachesClient = reachesClient;
	}

	/**
	 * Whether the broker gets the request.
	 * @return {@code true} if it does, at once or late
	 */
	public boolean reachesBroker() {
		return this.reachesBroker;
	}

	/**
	 * Whether the client gets the broker's answer, whole.
	 * @return {@code true} if it does
	 */
	public boolean reachesClient() {
		return this.reachesClient;
	}

	boolean isBlackHole() {
		return this == BLACK_HOLE_BEFORE_SEND || this == BLACK_HOLE_AFTER_SEND;
	}

}
