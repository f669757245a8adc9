package io.github.rocketmqhttp.broker;

import java.nio.channels.ReadableByteChannel;

import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseWriterFactory;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexer;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of one connection and writes their answers, in order.
 */
final class RequestStream extends ServerHttp1StreamDuplexer {

	/** HttpCore 5.4 has four times as much for each connection by default. */
	private static final int BUFFER_BYTES = 8 * 1024;

	private static final Http1Config CONFIG = Http1Config.custom()
		.setBufferSize(BUFFER_BYTES)
		.setMaxLineLength(8192)
		.setMaxHeaderCount(100)
		.build();

	/** Everything that a request must fulfil, and every header of a response, is ours. */
	private static final HttpProcessor PROCESSOR = HttpProcessorBuilder.create().build();

	private final ClientConnection connection;

	RequestStream(ProtocolIOSession session, ClientConnection connection, BrokerService service) {
		super(session, PROCESSOR, (request, context) -> new Exchange(service), "http", CONFIG, CharCodingConfig.DEFAULT,
				DefaultConnectionReuseStrategy.INSTANCE, new RequestParser(CONFIG, connection),
				DefaultHttpResponseWriterFactory.INSTANCE.create(), DefaultContentLengthStrategy.INSTANCE,
				DefaultContentLengthStrategy.INSTANCE, connection, null);
		this.connection = connection;
	}

	@Override
	protected @Nullable ContentDecoder createContentDecoder(long length, ReadableByteChannel channel,
			SessionInputBuffer buffer, BasicHttpTransportMetrics metrics) throws HttpException {
		return (length == ContentLengthStrategy.CHUNKED)
				? new ChunkedBody(channel, buffer, CONFIG, metrics, this.connection)
				: super.createContentDecoder(length, channel, buffer, metrics);
	}

	// The library closes as soon as the last request has its answer, and forgets the
	// answers before it that are not written yet.
	@Override
	public void close(CloseMode mode) {
		if (mode != CloseMode.GRACEFUL || this.connection.mayClose()) {
			super.close(mode);
		}
	}

}
