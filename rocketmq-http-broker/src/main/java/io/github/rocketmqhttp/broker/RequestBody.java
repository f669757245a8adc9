package io.github.rocketmqhttp.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a request within its limit and the budget of all requests, or only
 * counts the bytes of one that nothing reads. Used by one thread at a time.
 */
final class RequestBody {

	private final @Nullable BodyBudget budget;

	private final int limit;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

	private int taken;

	private RequestBody(@Nullable BodyBudget budget, int limit) {
		this.budget = budget;
		this.limit = limit;
	}

	static RequestBody kept(BodyBudget budget, int limit) {
		return new RequestBody(budget, limit);
	}

	/**
	 * A body whose bytes are not kept: the one of a poll, which has no meaning, or of a
	 * request that is refused anyway.
	 */
	static RequestBody dropped(int limit) {
		return new RequestBody(null, limit);
	}

	/**
	 * Refuses a body of which it is known that it is too large.
	 */
	void announce(long length) {
		if (length > this.limit) {
			throw tooLarge();
		}
	}

	void add(ByteBuffer source) {
		if (this.taken + source.remaining() > this.limit) {
			throw tooLarge();
		}
		if (this.budget == null) {
			this.taken += source.remaining();
			return;
		}
		byte[] chunk = new byte[source.remaining()];
		if (!this.budget.take(chunk.length)) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
					"The broker is reading too many large requests at once; come back later.");
		}
		this.taken += chunk.length;
		source.get(chunk);
		this.bytes.writeBytes(chunk);
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

	/**
	 * Forgets the bytes.
	 */
	void release() {
		if (this.budget != null) {
			this.budget.giveBack(this.taken);
		}
		this.taken = 0;
		this.bytes.reset();
	}

	private RefusedException tooLarge() {
		return new RefusedException(ErrorCode.INVALID_ARGUMENT,
				"The request body is larger than " + this.limit + " bytes.");
	}

}
