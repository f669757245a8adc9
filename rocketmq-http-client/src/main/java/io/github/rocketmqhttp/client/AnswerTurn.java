package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before a request goes out on a connection of the blocking engine, whether
 * anything has arrived there since the last answer. Used by one thread at a time, as the
 * connection is.
 */
final class AnswerTurn {

	private boolean tunnelling;

	private @Nullable SessionInputBuffer buffer;

	private @Nullable InputStream stream;

	/**
	 * A request is about to be written.
	 * @throws SurplusBytesException if there are bytes that would be taken for its answer
	 */
	void requestStarts(String method) throws IOException {
		// Bytes that TLS has not decrypted yet cannot be seen here.
		if ((this.buffer != null && this.buffer.length() > 0) || (this.stream != null && this.stream.available() > 0)) {
			throw new SurplusBytesException();
		}
		this.tunnelling = "CONNECT".equals(method);
	}

	/**
	 * An answer is read from here.
	 */
	void answerStarts(SessionInputBuffer buffer, InputStream stream) {
		this.buffer = buffer;
		// Behind the answer to CONNECT the bytes of TLS begin, which are nobody's
		// surplus.
		this.stream = this.tunnelling ? null : stream;
	}

}
