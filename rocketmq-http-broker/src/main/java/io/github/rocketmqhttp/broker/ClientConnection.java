package io.github.rocketmqhttp.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;

/**
 * One connection of a client: what it is sending, and the requests that wait for an
 * answer.
 */
final class ClientConnection {

	private static final long IDLE = Long.MIN_VALUE;

	private final IOSession session;

	private final boolean overLimit;

	private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

	private volatile long readingSince = IDLE;

	private volatile boolean ended;

	ClientConnection(IOSession session, boolean overLimit) {
		this.session = session;
		this.overLimit = overLimit;
	}

	/**
	 * Whether the broker has as many connections as it allows without this one.
	 */
	boolean overLimit() {
		return this.overLimit;
	}

	void readingStarted() {
		if (this.readingSince == IDLE) {
			this.readingSince = System.nanoTime();
		}
	}

	void readingDone() {
		this.readingSince = IDLE;
	}

	/**
	 * Notes that a request wants an answer.
	 * @return how many do so now
	 */
	int opened(Exchange exchange) {
		this.open.add(exchange);
		return this.open.size();
	}

	void closed(Exchange exchange) {
		this.open.remove(exchange);
	}

	/**
	 * The client sends nothing more: it has gone, or soon will. Its polls end now, so
	 * that no message goes to a connection that nobody reads.
	 */
	void inputEnded() {
		this.ended = true;
		this.open.forEach(Exchange::stopWaiting);
	}

	boolean ended() {
		return this.ended;
	}

	/**
	 * Closes the connection if its client takes too long to send a request.
	 */
	void closeIfSlow(long now, long maxNanos) {
		long since = this.readingSince;
		if (since != IDLE && now - since > maxNanos) {
			this.session.close(CloseMode.IMMEDIATE);
		}
	}

}
