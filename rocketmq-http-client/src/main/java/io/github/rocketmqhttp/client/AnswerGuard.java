package io.github.rocketmqhttp.client;

import java.io.IOException;

import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.nio.NHttpMessageParser;
import org.apache.hc.core5.http.nio.NHttpMessageWriter;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.http.nio.SessionOutputBuffer;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestConnControl;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;

/**
 * Ends connections of the asynchronous engine on which bytes arrive that belong to no
 * request.
 * <p>
 * The engine itself refuses an answer that nobody has asked for, but keeps the beginning
 * of one, until the answer to the next request completes it. Its parser cannot be
 * exchanged through the builder of the client, so each new connection gets a protocol
 * handler here, made of the engine's own parts.
 */
final class AnswerGuard {

	private static final HttpProcessor REQUESTS = new DefaultHttpProcessor(new RequestTargetHost(),
			new RequestContent(true), new RequestConnControl());

	private final Http1Config config;

	AnswerGuard(Http1Config config) {
		this.config = config;
	}

	/**
	 * Gives a new connection its handler, before anything is read or written on it.
	 */
	void guard(IOSession session) {
		if (!(session instanceof ProtocolIOSession connection)) {
			throw new IllegalStateException("The engine's connections are no longer what they were: "
					+ session.getClass().getName() + " cannot be guarded.");
		}
		Turn turn = new Turn();
		ClientHttp1StreamDuplexerFactory protocol = new ClientHttp1StreamDuplexerFactory(REQUESTS, this.config,
				CharCodingConfig.DEFAULT, DefaultClientConnectionReuseStrategy.INSTANCE,
				() -> new Parser(new DefaultHttpResponseParserFactory(this.config).create(), turn),
				() -> new Writer(new DefaultHttpRequestWriterFactory(this.config).create(), turn), null);
		connection.upgrade(new ClientHttp1IOEventHandler(protocol.create(connection)));
	}

	/**
	 * Whether an answer is due on a connection.
	 */
	private static final class Turn {

		private volatile boolean answerDue;

	}

	private record Writer(NHttpMessageWriter<HttpRequest> writer,
			Turn turn) implements NHttpMessageWriter<HttpRequest> {

		@Override
		public void reset() {
			this.writer.reset();
		}

		@Override
		public void write(HttpRequest message, SessionOutputBuffer buffer) throws IOException, HttpException {
			this.turn.answerDue = true;
			this.writer.write(message, buffer);
		}

	}

	private record Parser(NHttpMessageParser<HttpResponse> parser,
			Turn turn) implements NHttpMessageParser<HttpResponse> {

		@Override
		public void reset() {
			this.parser.reset();
		}

		@Override
		public HttpResponse parse(SessionInputBuffer buffer, boolean endOfStream) throws IOException, HttpException {
			if (!this.turn.answerDue && buffer.hasData()) {
				throw new SurplusBytesException();
			}
			HttpResponse head = this.parser.parse(buffer, endOfStream);
			if (head != null && head.getCode() >= HttpStatus.SC_SUCCESS) {
				this.turn.answerDue = false;
			}
			return head;
		}

	}

}
