package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Refuses lines in which two readers could find different ends: those that do not end
 * with CR LF, hold control characters, or continue the line before. The library accepts
 * all of them, and a proxy in front of the broker may not agree with it.
 */
class StrictLines implements SessionInputBuffer {

	private static final char DELETE = 0x7f;

	private final SessionInputBuffer buffer;

	StrictLines(SessionInputBuffer buffer) {
		this.buffer = buffer;
	}

	@Override
	public boolean readLine(CharArrayBuffer target, boolean endOfStream) throws IOException {
		int before = this.buffer.length();
		int start = target.length();
		boolean complete = this.buffer.readLine(target, endOfStream);
		int ending = before - this.buffer.length() - (target.length() - start);
		if (ending == 1) {
			throw new MalformedLineException("a line does not end with CR LF");
		}
		for (int i = start; i < target.length(); i++) {
			char c = target.charAt(i);
			if ((c < ' ' && c != '\t') || c == DELETE) {
				throw new MalformedLineException("a line holds a control character");
			}
		}
		if (target.length() > start && (target.charAt(start) == ' ' || target.charAt(start) == '\t')) {
			throw new MalformedLineException("a line begins with a blank, which would continue the line before");
		}
		return complete;
	}

	@Override
	public int read(ByteBuffer target, int max) {
		return this.buffer.read(target, max);
	}

	@Override
	public boolean hasData() {
		return this.buffer.hasData();
	}

	@Override
	public int length() {
		return this.buffer.length();
	}

	@Override
	public int fill(ReadableByteChannel source) throws IOException {
		return this.buffer.fill(source);
	}

	@Override
	public int read() {
		return this.buffer.read();
	}

	@Override
	public int read(ByteBuffer target) {
		return this.buffer.read(target);
	}

	@Override
	public int read(WritableByteChannel target, int max) throws IOException {
		return this.buffer.read(target, max);
	}

	@Override
	public int read(WritableByteChannel target) throws IOException {
		return this.buffer.read(target);
	}

	/**
	 * A line that is not taken.
	 */
	static final class MalformedLineException extends IOException {

		private static final long serialVersionUID = 1L;

		MalformedLineException(String message) {
			super(message);
		}

	}

}
