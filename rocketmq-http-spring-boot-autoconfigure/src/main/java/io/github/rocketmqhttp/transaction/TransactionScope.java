package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The messages of one annotated call, from before its transaction begins until they are
 * decided. Used by the thread of the call; a transaction manager may complete it on
 * another one.
 */
final class TransactionScope {

	private final InFlightEntry entry;

	private final Thread caller = Thread.currentThread();

	private final List<PublishedHalf> published = new CopyOnWriteArrayList<>();

	private final List<PreparedMessage> pending = new CopyOnWriteArrayList<>();

	private final AtomicBoolean settled = new AtomicBoolean();

	private volatile boolean open = true;

	private volatile boolean enlisted;

	TransactionScope(InFlightEntry entry) {
		this.entry = entry;
	}

	InFlightEntry entry() {
		return this.entry;
	}

	List<PublishedHalf> published() {
		return this.published;
	}

	/**
	 * The messages that are to be published before the transaction commits.
	 */
	List<PreparedMessage> pending() {
		return this.pending;
	}

	boolean isEnlisted() {
		return this.enlisted;
	}

	void enlisted() {
		this.enlisted = true;
	}

	/**
	 * Whether the call is still under way on this very thread, so that its end is a
	 * better moment to talk to the broker: the connection is given back by then.
	 */
	boolean isOpenHere() {
		return this.open && this.caller == Thread.currentThread();
	}

	void close() {
		this.open = false;
	}

	/**
	 * Claims the right to decide the messages.
	 * @return {@code true} once
	 */
	boolean settle() {
		return this.settled.compareAndSet(false, true);
	}

}
