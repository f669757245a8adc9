package io.github.rocketmqhttp.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: whether it may send more, and the requests that wait for an
 * answer.
 */
final class ClientConnection implements Http1StreamListener {

	private final IOSession session;

	private final boolean overLimit;

	private final Deadlines deadlines;

	private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

	private volatile boolean ended;

	private volatile boolean finished;

	private volatile @Nullable String damage;

	private volatile boolean lastAnswerWritten;

	private volatile boolean closeWanted;

	ClientConnection(IOSession session, boolean overLimit, ConnectionTimeouts timeouts) {
		this.session = session;
		this.overLimit = overLimit;
		this.deadlines = new Deadlines(timeouts);
	}

	/**
	 * Whether the broker has as many connections as it allows without this one.
	 */
	boolean overLimit() {
		return this.overLimit;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	@Override
	public void onRequestHead(HttpConnection connection, HttpRequest request) {
		this.deadlines.requestArrived();
	}

	@Override
	public void onResponseHead(HttpConnection connection, HttpResponse response) {
		if (response.getCode() >= HttpStatus.SC_SUCCESS) {
			this.deadlines.answerBegun();
		}
	}

	@Override
	public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {
		this.deadlines.answerWritten();
		if (!keepAlive) {
			this.lastAnswerWritten = true;
			if (this.closeWanted) {
				connection.close(CloseMode.GRACEFUL);
			}
		}
	}

	/**
	 * Notes that the last request has been read and answered.
	 * @return whether the answer has also been written, after all before it
	 */
	boolean mayClose() {
		this.closeWanted = true;
		return this.lastAnswerWritten;
	}

	/**
	 * Notes that a request wants an answer.
	 */
	void opened(Exchange exchange) {
		this.open.add(exchange);
	}

	void closed(Exchange exchange) {
		this.open.remove(exchange);
	}

	/**
	 * No further request is taken: what the client still sends is thrown away until the
	 * last answer is written.
	 */
	void finish() {
		this.finished = true;
	}

	boolean finished() {
		return this.finished;
	}

	/**
	 * The body that is being read is damaged, so that nobody knows where it ends.
	 * @param reason what is wrong with it
	 */
	void damaged(String reason) {
		this.damage = reason;
		finish();
	}

	/**
	 * What is wrong with the last body, if anything.
	 */
	@Nullable String damage() {
		return this.damage;
	}

	/**
	 * The client sends nothing more: it has gone, or soon will. Its polls end now, so
	 * that no message goes to a connection that nobody reads.
	 */
	void inputEnded() {
		if (!this.ended) {
			this.deadlines.inputEnded();
		}
		this.ended = true;
		this.open.forEach(Exchange::stopWaiting);
	}

	/**
	 * Nothing reads or writes the connection any more.
	 */
	void abandon() {
		this.session.close(CloseMode.IMMEDIATE);
		this.ended = true;
		this.open.forEach((exchange) -> exchange.failed(new ConnectionClosedException()));
	}

	boolean ended() {
		return this.ended;
	}

	/**
	 * Closes the connection if its client takes too long.
	 * @param now of {@link System#nanoTime()}
	 */
	void closeIfSlow(long now) {
		if (this.deadlines.areOver(now)) {
			this.session.close(CloseMode.IMMEDIATE);
		}
	}

	/**
	 * Closes the connection as it is, after what was written to it.
	 */
	void end() {
		this.session.close(CloseMode.GRACEFUL);
	}

}
