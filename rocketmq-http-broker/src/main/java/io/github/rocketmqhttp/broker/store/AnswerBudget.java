package io.github.rocketmqhttp.broker.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of answers to polls: those of one answer, and those of all answers
 * that clients have not read yet. Safe for concurrent use.
 */
public final class AnswerBudget {

	private static final long MIB = 1024 * 1024;

	private final long perAnswer;

	private final long limit;

	private final AtomicLong unread = new AtomicLong();

	/**
	 * Creates a budget that fits into a heap.
	 * @param heap the maximum size of the heap in bytes
	 */
	public AnswerBudget(long heap) {
		this.perAnswer = Math.max(MIB, Math.min(16 * MIB, heap / 64));
		this.limit = Math.max(8 * MIB, heap / 8);
	}

	/**
	 * The size at which an answer gets no further message. One message always fits.
	 */
	long perAnswer() {
		return this.perAnswer;
	}

	/**
	 * Whether clients have to read answers before further polls are served.
	 */
	boolean isUsedUp() {
		return this.unread.get() >= this.limit;
	}

	/**
	 * Counts an answer whose messages are taken already.
	 * @param bytes its length
	 */
	public void add(long bytes) {
		this.unread.addAndGet(bytes);
	}

	/**
	 * Counts an answer no longer, because it was read or will not be.
	 * @param bytes its length
	 */
	public void release(long bytes) {
		this.unread.addAndGet(-bytes);
	}

	/**
	 * The bytes of answers that clients have not read.
	 * @return the bytes, at this moment
	 */
	public long unread() {
		return this.unread.get();
	}

}
