package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.StrictLines.MalformedLineException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestParser;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests on one connection. What cannot be read becomes a request
 * that carries the reason, so that the sender gets an error document of the protocol; and
 * the end of the stream is noticed here, because nobody else tells that a client has gone
 * while its poll waits.
 */
final class RequestParser implements NHttpMessageParser<HttpRequest> {

	/** Request line and headers together; the longest that SDKs send is a tenth of it. */
	static final int MAX_HEAD_BYTES = 16 * 1024;

	private static final int DRAIN_BYTES = 8192;

	private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

	private final ClientConnection connection;

	private final DefaultHttpRequestParser<IncomingRequest> parser;

	private int headBytes;

	RequestParser(Http1Config config, ClientConnection connection) {
		this.connection = connection;
		this.parser = new DefaultHttpRequestParser<>(config, StrictLineParser.STRICT, new RequestFactory(connection));
	}

	@Override
	public void reset() {
		this.parser.reset();
		this.headBytes = 0;
	}

	@Override
	public @Nullable HttpRequest parse(SessionInputBuffer buffer, boolean endOfStream) throws IOException {
		if (endOfStream && !buffer.hasData()) {
			this.connection.inputEnded();
		}
		if (this.connection.finished()) {
			drain(buffer);
			return null;
		}
		if (buffer.hasData()) {
			this.connection.deadlines().readingStarted();
		}
		try {
			IncomingRequest request = parse(buffer);
			if (request == null && endOfStream) {
				// What the end cuts off is no request.
				drain(buffer);
			}
			return request;
		}
		catch (HttpException | MalformedLineException ex) {
			this.connection.finish();
			drain(buffer);
			return IncomingRequest.unreadable(this.connection,
					"The request cannot be read as HTTP/1.1: " + ex.getMessage());
		}
	}

	private @Nullable IncomingRequest parse(SessionInputBuffer buffer) throws HttpException, IOException {
		int before = buffer.length();
		// Told of the end, the library would take half a head for a whole one.
		IncomingRequest request = this.parser.parse(new StrictLines(buffer), false);
		this.headBytes += before - buffer.length();
		if (this.headBytes > MAX_HEAD_BYTES) {
			throw new HttpException("request line and headers are longer than " + MAX_HEAD_BYTES + " bytes");
		}
		if (request != null) {
			requireReadable(request);
		}
		return request;
	}

	// Later checks of the library would close the connection without an answer.
	private static void requireReadable(IncomingRequest request) throws HttpException {
		if (request.countHeaders(HttpHeaders.CONNECTION) > 1) {
			throw new HttpException("it has the header Connection twice");
		}
		if (request.countHeaders(HttpHeaders.TRANSFER_ENCODING) > 1) {
			throw new HttpException("it has the header Transfer-Encoding twice");
		}
		DefaultContentLengthStrategy.INSTANCE.determineLength(request);
		Header length = request.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
		if (length == null) {
			return;
		}
		// Where the body ends must be beyond doubt, or its end is taken for a request.
		if (request.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
			throw new HttpException("it has both Content-Length and Transfer-Encoding");
		}
		if (!LENGTH.matcher(length.getValue()).matches()) {
			throw new HttpException("the Content-Length is no number");
		}
	}

	private static void drain(SessionInputBuffer buffer) throws IOException {
		ByteBuffer dump = ByteBuffer.allocate(DRAIN_BYTES);
		while (buffer.hasData() && buffer.read(dump) > 0) {
			dump.clear();
		}
	}

	/**
	 * Makes requests that keep their target as sent.
	 *
	 * @param connection on which they come
	 */
	private record RequestFactory(ClientConnection connection) implements HttpRequestFactory<IncomingRequest> {

		@Override
		public IncomingRequest newHttpRequest(String method, String uri) {
			return IncomingRequest.of(method, uri, this.connection);
		}

		@Override
		public IncomingRequest newHttpRequest(String method, URI uri) {
			return IncomingRequest.of(method, uri.toString(), this.connection);
		}

	}

}
