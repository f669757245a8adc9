package io.github.rocketmqhttp.client;

import java.util.concurrent.CompletableFuture;

import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One running asynchronous call and the connection that it holds.
 * <p>
 * Cancelling the engine's own future is not enough: the thread that asked for a
 * connection and the one that got it both say what is to be cancelled, and when the
 * slower one wins, the request goes on. So the connection itself is remembered here.
 */
final class AsyncExchange implements FutureCallback<WireResponse> {

	private final CompletableFuture<WireResponse> answer = new CompletableFuture<>();

	private volatile @Nullable AsyncExecRuntime connection;

	CompletableFuture<WireResponse> answer() {
		return this.answer;
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
	 * Ends a call that has no connection yet. The pool looks at the deadlines of those
	 * who wait only when another call comes or goes.
	 */
	void waitedTooLong() {
		if (this.connection == null) {
			this.answer.completeExceptionally(
					new ConnectionRequestTimeoutException("No connection was free and established in time."));
		}
	}

	/**
	 * Drops the connection unless it has already gone back to the pool.
	 */
	void release() {
		AsyncExecRuntime held = this.connection;
		if (held != null) {
			held.discardEndpoint();
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
