package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.nio.ChunkDecoder;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body in chunks. A damaged coding ends the body, so that the request gets an
 * answer; the library alone would close the connection without one.
 */
final class ChunkedBody implements ContentDecoder {

	private final ChunkDecoder decoder;

	private final ClientConnection connection;

	private boolean damaged;

	ChunkedBody(ReadableByteChannel channel, SessionInputBuffer buffer, Http1Config config,
			BasicHttpTransportMetrics metrics, ClientConnection connection) {
		this.decoder = new ChunkDecoder(channel, new StrictBuffer(buffer), config, metrics);
		this.connection = connection;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		try {
			return this.decoder.read(target);
		}
		catch (TruncatedChunkException ex) {
			// The client has gone.
			throw ex;
		}
		catch (IOException ex) {
			if (!isDamage(ex)) {
				throw ex;
			}
			this.damaged = true;
			this.connection.damaged(String.valueOf(ex.getMessage()));
			return 0;
		}
	}

	private static boolean isDamage(IOException ex) {
		return ex instanceof MalformedChunkCodingException || ex instanceof MessageConstraintException
				|| ex instanceof StrictLines.MalformedLineException || ex.getCause() instanceof ParseException;
	}

	@Override
	public boolean isCompleted() {
		return this.damaged || this.decoder.isCompleted();
	}

	@Override
	public @Nullable List<? extends Header> getTrailers() {
		return this.damaged ? null : this.decoder.getTrailers();
	}

	/**
	 * Refuses also a size with a sign, which the library would follow backwards, and
	 * lines that are long in comparison to the body. Without the latter a client could
	 * fill the memory with trailers.
	 */
	private static final class StrictBuffer extends StrictLines {

		/** A chunk of one byte takes four more. */
		private static final int LINE_BYTES_PER_BYTE = 8;

		private long lineBytes;

		private long bytes;

		private StrictBuffer(SessionInputBuffer buffer) {
			super(buffer);
		}

		@Override
		public boolean readLine(CharArrayBuffer target, boolean endOfStream) throws IOException {
			boolean complete = super.readLine(target, endOfStream);
			if (!target.isEmpty() && (target.charAt(0) == '-' || target.charAt(0) == '+')) {
				throw new MalformedChunkCodingException("A chunk size has a sign.");
			}
			this.lineBytes += target.length();
			if (this.lineBytes > RequestParser.MAX_HEAD_BYTES + LINE_BYTES_PER_BYTE * this.bytes) {
				throw new MessageConstraintException("Maximum length of chunk heads and trailers exceeded");
			}
			return complete;
		}

		@Override
		public int read(ByteBuffer target, int max) {
			int read = super.read(target, max);
			this.bytes += Math.max(0, read);
			return read;
		}

	}

}
