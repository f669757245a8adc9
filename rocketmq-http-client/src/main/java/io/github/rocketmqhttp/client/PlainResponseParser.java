package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Tells the first answer of a TLS port from other lines that are no HTTP, which are
 * skipped, and remembers where answers come from.
 */
final class PlainResponseParser extends LenientHttpResponseParser {

	private final AnswerTurn turn;

	private boolean looked;

	PlainResponseParser(Http1Config config, AnswerTurn turn) {
		super(config);
		this.turn = turn;
	}

	@Override
	public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
		this.turn.answerStarts(buffer, in);
		return super.parse(buffer, in);
	}

	@Override
	protected ClassicHttpResponse createMessage(CharArrayBuffer line) throws IOException {
		boolean first = !this.looked;
		this.looked = true;
		if (first && line.length() > 1 && TlsAnswerException.isTls(line.charAt(0), line.charAt(1))) {
			throw new TlsAnswerException();
		}
		return super.createMessage(line);
	}

}
