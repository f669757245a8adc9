package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.OutputStream;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriter;
import org.apache.hc.core5.http.io.SessionOutputBuffer;

/**
 * Writes a request of the blocking engine unless bytes are there that would be taken for
 * its answer.
 */
final class TurnAwareRequestWriter extends DefaultHttpRequestWriter {

	private final AnswerTurn turn;

	TurnAwareRequestWriter(AnswerTurn turn) {
		this.turn = turn;
	}

	@Override
	public void write(ClassicHttpRequest message, SessionOutputBuffer buffer, OutputStream out)
			throws IOException, HttpException {
		this.turn.requestStarts(message.getMethod());
		super.write(message, buffer, out);
	}

}
