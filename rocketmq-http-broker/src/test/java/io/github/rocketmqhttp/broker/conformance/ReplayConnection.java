package io.github.rocketmqhttp.broker.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection on which captured requests are sent as they are, one after the other.
 */
final class ReplayConnection implements AutoCloseable {

	private static final int READ_TIMEOUT_MILLIS = 10_000;

	private final Socket socket;

	private final InputStream input;

	ReplayConnection(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(READ_TIMEOUT_MILLIS);
		this.input = new BufferedInputStream(this.socket.getInputStream());
	}

	Answer send(CapturedRequest request) throws IOException {
		OutputStream output = this.socket.getOutputStream();
		output.write(request.head(this.socket.getPort()));
		output.flush();
		if (request.expectsContinue()) {
			assertThat(read().status()).as("answer to the expectation").isEqualTo(100);
		}
		output.write(request.body());
		output.flush();
		return read();
	}

	private Answer read() throws IOException {
		String statusLine = line();
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
		}
		int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
		return new Answer(Integer.parseInt(statusLine.split(" ", 3)[1]), headers,
				new String(this.input.readNBytes(length), StandardCharsets.UTF_8));
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next < 0) {
				throw new EOFException("The broker closed the connection after '" + line + "'.");
			}
			line.write(next);
		}
		return line.toString(StandardCharsets.UTF_8).strip();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * What came back.
	 *
	 * @param status the HTTP status
	 * @param headers names as they were spelt
	 * @param body the document, possibly empty
	 */
	record Answer(int status, Map<String, String> headers, String body) {
	}

}
