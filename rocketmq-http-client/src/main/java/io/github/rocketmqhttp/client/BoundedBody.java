package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Collects the body of an answer up to a limit. It grows by what really arrives, never by
 * what a {@code Content-Length} promises, and drops everything once the limit is passed.
 */
final class BoundedBody {

	private static final byte[] NONE = new byte[0];

	private static final int FIRST_BUFFER = 1024;

	private static final int LARGEST_TRUSTED_HINT = 64 * 1024;

	private final int limit;

	private byte[] buffer = NONE;

	private int length;

	private boolean oversize;

	/**
	 * Creates an empty body.
	 * @param limit most bytes that are kept
	 * @param lengthHint what the header promises, negative when unknown
	 */
	BoundedBody(int limit, long lengthHint) {
		this.limit = limit;
		if (lengthHint > 0) {
			this.buffer = new byte[(int) Math.min(Math.min(lengthHint, LARGEST_TRUSTED_HINT), limit)];
		}
	}

	/**
	 * Reads to the end, or until the limit is passed.
	 */
	void readFrom(InputStream in) throws IOException {
		while (true) {
			if (this.length == this.buffer.length && this.length < this.limit) {
				int next = in.read();
				if (next < 0) {
					return;
				}
				grow(this.length + 1);
				this.buffer[this.length++] = (byte) next;
			}
			int room = this.buffer.length - this.length;
			if (room == 0) {
				if (in.read() >= 0) {
					discard();
				}
				return;
			}
			int count = in.read(this.buffer, this.length, room);
			if (count < 0) {
				return;
			}
			this.length += count;
		}
	}

	/**
	 * Adds a chunk.
	 */
	void append(ByteBuffer chunk) {
		int count = chunk.remaining();
		if (this.oversize || count > this.limit - this.length) {
			chunk.position(chunk.limit());
			discard();
			return;
		}
		grow(this.length + count);
		chunk.get(this.buffer, this.length, count);
		this.length += count;
	}

	boolean isOversize() {
		return this.oversize;
	}

	byte[] toByteArray() {
		return (this.length == this.buffer.length) ? this.buffer : Arrays.copyOf(this.buffer, this.length);
	}

	private void grow(int needed) {
		if (needed > this.buffer.length) {
			long doubled = Math.max(FIRST_BUFFER, 2L * this.buffer.length);
			this.buffer = Arrays.copyOf(this.buffer, (int) Math.min(this.limit, Math.max(needed, doubled)));
		}
	}

	private void discard() {
		this.oversize = true;
		this.buffer = NONE;
		this.length = 0;
	}

}
