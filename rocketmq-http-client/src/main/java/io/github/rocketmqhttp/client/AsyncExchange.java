package io.github.rocketmqhttp.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * One running asynchronous call and the connection that it holds.
 * <p>
 * Cancelling the engine's own future is not enough: the thread that asked for a
 * connection and the one that got it both say what is to be cancelled, and when the
 * slower one wins, the request goes on. So the connection itself is remembered here.
 */
final class AsyncExchange implements FutureCallback<WireResponse>, CallWatch.WatchedCall {

	private static final String ATTRIBUTE = "rocketmq-http.exchange";

	private final CompletableFuture<WireResponse> answer = new CompletableFuture<>();

	private final long connectionDeadline;

	private final long deadline;

	private volatile @Nullable Runnable giveBack;

	private volatile @Nullable IOSession session;

	private volatile @Nullable AsyncExecRuntime connection;

	/**
	 * Begins a call.
	 * @param longestWait until it has a connection
	 * @param timeout until the answer is complete
	 */
	AsyncExchange(Duration longestWait, Duration timeout) {
		long now = System.nanoTime();
		this.connectionDeadline = now + longestWait.toNanos();
		this.deadline = now + timeout.toNanos();
	}

	/**
	 * The exchange that runs in a context.
	 */
	static @Nullable AsyncExchange of(@Nullable HttpContext context) {
		return (context != null) ? (AsyncExchange) context.getAttribute(ATTRIBUTE) : null;
	}

	/**
	 * Remembers the exchange in its context.
	 */
	void runIn(HttpContext context) {
		context.setAttribute(ATTRIBUTE, this);
	}

	CompletableFuture<WireResponse> answer() {
		return this.answer;
	}

	/**
	 * The call has room for a connection, which is to be established now.
	 * @param giveBack gives that room back; further times do nothing
	 */
	void connecting(Runnable giveBack) {
		this.giveBack = giveBack;
		dropIfDone();
	}

	/**
	 * The connection is there, though a TLS handshake or a proxy's tunnel may be missing.
	 */
	void opened(IOSession session) {
		this.session = session;
		dropIfDone();
	}

	private void dropIfDone() {
		if (this.answer.isDone()) {
			release();
		}
	}

	/**
	 * The call has got its connection, established.
	 * @return whether the request may be sent; otherwise it was cancelled meanwhile and
	 * the connection has been dropped
	 */
	boolean connected(AsyncExecRuntime connection) {
		this.connection = connection;
		if (this.answer.isDone()) {
			connection.discardEndpoint();
			return false;
		}
		return true;
	}

	/**
	 * Besides its deadline, a call has one for its connection: the pool looks at those of
	 * the calls who wait only when another call comes or goes.
	 */
	@Override
	public void look(long now) {
		if (now - this.connectionDeadline >= 0 && this.connection == null) {
			this.answer.completeExceptionally((this.session != null)
					? new ConnectTimeoutException("The connection was not established in time.", null)
					: new ConnectionRequestTimeoutException("No connection was free in time."));
		}
		else if (now - this.deadline >= 0) {
			this.answer
				.completeExceptionally(new SocketTimeoutException("The answer was not complete at the deadline."));
		}
	}

	@Override
	public void abort() {
		failed(new ConnectionClosedException());
	}

	/**
	 * Drops the connection unless it has already gone back to the pool. The engine does
	 * not notice that one is closed in the middle of its handshake, and keeps its room.
	 */
	void release() {
		AsyncExecRuntime held = this.connection;
		if (held != null) {
			held.discardEndpoint();
			return;
		}
		IOSession unfinished = this.session;
		if (unfinished != null) {
			unfinished.close(CloseMode.IMMEDIATE);
		}
		Runnable room = this.giveBack;
		if (room != null) {
			room.run();
		}
	}

	@Override
	public void completed(WireResponse response) {
		// The connection is not back in its pool yet: see BoundedResponseConsumer.
	}

	@Override
	public void failed(Exception ex) {
		this.answer.completeExceptionally(ex);
	}

	@Override
	public void cancelled() {
		this.answer.cancel(false);
	}

}
