package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one direction of a connection into messages. It knows the framing
 * that the protocol uses: {@code Content-Length}, or no body.
 */
final class MessageReader {

	/** Sixteen messages of the largest size, escaped. */
	private static final int LONGEST = 128 * 1024 * 1024;

	private byte[] buffer = new byte[8192];

	private int length;

	/** Where the end of the head is looked for: what lies before is known. */
	private int searched;

	void add(ByteBuffer source) throws IOException {
		int end = this.length + source.remaining();
		if (end > LONGEST) {
			throw new IOException("A message is longer than " + LONGEST + " bytes.");
		}
		if (end > this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, Math.max(end, this.buffer.length * 2));
		}
		source.get(this.buffer, this.length, source.remaining());
		this.length = end;
	}

	/**
	 * Removes the first message.
	 * @return it; {@code null} while it is incomplete
	 * @throws IOException if it is not framed as the protocol does
	 */
	@Nullable HttpMessage next() throws IOException {
		int head = headLength();
		if (head < 0) {
			return null;
		}
		int total = head + bodyLength(HttpMessage.head(this.buffer, head));
		if (total > this.length) {
			return null;
		}
		HttpMessage message = new HttpMessage(Arrays.copyOf(this.buffer, total), head);
		System.arraycopy(this.buffer, total, this.buffer, 0, this.length - total);
		this.length -= total;
		this.searched = 0;
		return message;
	}

	/**
	 * Whether the sender of the first, incomplete request waits for leave to send its
	 * body.
	 */
	boolean wantsLeave() {
		int head = headLength();
		return head >= 0
				&& "100-continue".equalsIgnoreCase(HttpMessage.header(HttpMessage.head(this.buffer, head), "Expect"));
	}

	private int headLength() {
		for (int i = this.searched; i + 4 <= this.length; i++) {
			if (this.buffer[i] == '\r' && this.buffer[i + 1] == '\n' && this.buffer[i + 2] == '\r'
					&& this.buffer[i + 3] == '\n') {
				this.searched = i;
				return i + 4;
			}
		}
		this.searched = Math.max(0, this.length - 3);
		return -1;
	}

	private static int bodyLength(String[] head) throws IOException {
		if (HttpMessage.header(head, "Transfer-Encoding") != null) {
			throw new IOException("Transfer-Encoding is not of the protocol.");
		}
		String value = HttpMessage.header(head, "Content-Length");
		try {
			int bytes = (value != null) ? Integer.parseInt(value) : 0;
			if (bytes < 0) {
				throw new IOException("Content-Length is negative.");
			}
			return bytes;
		}
		catch (NumberFormatException ex) {
			throw new IOException("Content-Length is not a number.", ex);
		}
	}

}
