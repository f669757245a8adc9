package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;

import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
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

	private static final int DRAIN_BYTES = 8192;

	private final ClientConnection connection;

	private final DefaultHttpRequestParser<IncomingRequest> parser;

	private boolean lost;

	RequestParser(Http1Config config, ClientConnection connection) {
		this.connection = connection;
		this.parser = new DefaultHttpRequestParser<>(config, new RequestFactory(connection));
	}

	@Override
	public void reset() {
		this.parser.reset();
	}

	@Override
	public @Nullable HttpRequest parse(SessionInputBuffer buffer, boolean endOfStream) throws IOException {
		if (this.lost) {
			drain(buffer);
			return null;
		}
		if (buffer.hasData()) {
			this.connection.readingStarted();
		}
		else if (endOfStream) {
			this.connection.inputEnded();
		}
		try {
			IncomingRequest request = this.parser.parse(buffer, endOfStream);
			if (request != null) {
				requireReadable(request);
			}
			return request;
		}
		catch (HttpException ex) {
			this.lost = true;
			drain(buffer);
			return IncomingRequest.unreadable(this.connection,
					"The request cannot be read as HTTP/1.1: " + ex.getMessage());
		}
	}

	// Later checks of the library would close the connection without an answer.
	private static void requireReadable(IncomingRequest request) throws HttpException {
		ProtocolVersion version = request.getVersion();
		if (version != null && version.greaterEquals(HttpVersion.HTTP_2)) {
			throw new HttpException("the protocol version is " + version);
		}
		DefaultContentLengthStrategy.INSTANCE.determineLength(request);
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
