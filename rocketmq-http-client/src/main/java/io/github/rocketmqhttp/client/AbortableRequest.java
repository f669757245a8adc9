package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;

import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A blocking request whose connection can be dropped in the middle of an answer: closing
 * the answer would first read it to its end. It ends at its deadline, and when the thread
 * that waits for it is interrupted. The library's own abortable request parses the
 * target, which must stay the string that was signed.
 */
final class AbortableRequest extends BasicClassicHttpRequest implements CancellableDependency, CallWatch.WatchedCall {

	private static final long serialVersionUID = 1L;

	private final long deadline;

	private final transient Thread caller = Thread.currentThread();

	// Whoever calls in that state wants the call all the same.
	private final boolean interruptedBefore = this.caller.isInterrupted();

	private transient volatile @Nullable Cancellable exchange;

	private volatile boolean cancelled;

	private volatile boolean overdue;

	/**
	 * Creates the request of a call that is made by this thread.
	 * @param deadline the time of {@link System#nanoTime()} at which it ends
	 */
	AbortableRequest(String method, HttpHost host, String target, long deadline) {
		super(method, host, target);
		this.deadline = deadline;
	}

	@Override
	public void look(long now) {
		if (now - this.deadline >= 0) {
			this.overdue = true;
			cancel();
		}
		else if (!this.interruptedBefore && this.caller.isInterrupted()) {
			cancel();
		}
	}

	@Override
	public void abort() {
		cancel();
	}

	/**
	 * Tells whether the call has ended by its deadline or an interrupt, when it has
	 * failed.
	 * @param failure what the engine says, which may follow from that only
	 * @return {@code null} if it has ended by itself
	 */
	@Nullable IOException endedBy(Exception failure) {
		boolean unsent = failure instanceof RequestFailedException || failure instanceof CancellationException;
		if (this.overdue && unsent) {
			return withCause(new ConnectionRequestTimeoutException("No connection was free in time."), failure);
		}
		if (this.overdue) {
			return withCause(new SocketTimeoutException("The answer was not complete at the deadline."), failure);
		}
		boolean waited = failure.getCause() instanceof InterruptedException;
		if (!waited && !this.interruptedBefore && this.caller.isInterrupted()) {
			return withCause(new InterruptedIOException("The thread was interrupted."), failure);
		}
		return null;
	}

	private static IOException withCause(IOException reason, Exception failure) {
		reason.initCause(failure);
		return reason;
	}

	@Override
	public boolean cancel() {
		this.cancelled = true;
		Cancellable running = this.exchange;
		return running != null && running.cancel();
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void setDependency(@Nullable Cancellable exchange) {
		this.exchange = exchange;
	}

}
