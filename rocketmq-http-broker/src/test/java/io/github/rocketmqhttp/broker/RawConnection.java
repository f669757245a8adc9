package io.github.rocketmqhttp.broker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection to the broker on which tests decide about every byte.
 */
final class RawConnection implements AutoCloseable {

	/** The headers without which no request is let in, for a broker without keys. */
	static final String HEAD = "Host: localhost\r\nx-mq-version: 2015-06-06\r\nAuthorization: MQ key:signature\r\n";

	private final Socket socket = new Socket();

	private final InputStream in;

	RawConnection(RocketMqHttpBroker broker) throws IOException {
		this(broker.port());
	}

	RawConnection(int port) throws IOException {
		this.socket.setTcpNoDelay(true);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.socket.setSoTimeout(20_000);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	static String request(String method, String target, String headers, String body) {
		return method + " " + target + " HTTP/1.1\r\n" + headers + "Content-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
	}

	Response call(String method, String target, String body) throws IOException {
		return send(request(method, target, HEAD, body)).read();
	}

	Response call(String method, String target) throws IOException {
		return send(method + " " + target + " HTTP/1.1\r\n" + HEAD + "\r\n").read();
	}

	RawConnection send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	RawConnection send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
		return this;
	}

	RawConnection endOutput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Lets the next close send a reset.
	 */
	RawConnection reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		return this;
	}

	Response read() throws IOException {
		return read(true);
	}

	Response read(boolean withBody) throws IOException {
		String statusLine = readLine();
		List<Map.Entry<String, String>> headers = new ArrayList<>();
		for (String line = readLine(); !line.isEmpty(); line = readLine()) {
			int colon = line.indexOf(':');
			headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
		}
		int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
		Response head = new Response(status, headers, "");
		int length = head.header("Content-Length").map(Integer::parseInt).orElse(0);
		byte[] body = withBody ? this.in.readNBytes(length) : new byte[0];
		return new Response(status, headers, new String(body, StandardCharsets.UTF_8));
	}

	/**
	 * Waits for the next answer.
	 * @return whether there is one; otherwise the broker has closed the connection
	 */
	boolean hasAnswer() throws IOException {
		this.in.mark(1);
		if (this.in.read() < 0) {
			return false;
		}
		this.in.reset();
		return true;
	}

	boolean isClosedByPeer() throws IOException {
		try {
			return this.in.read() < 0;
		}
		catch (SocketException ex) {
			// A reset: the broker had not read everything.
			return true;
		}
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("The broker closed the connection without a complete answer.");
			}
			line.write(b);
		}
		return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A response with its headers as they were spelt.
	 *
	 * @param status the status
	 * @param headers names and values in order
	 * @param body the body
	 */
	record Response(int status, List<Map.Entry<String, String>> headers, String body) {

		Optional<String> header(String exactName) {
			return this.headers.stream()
				.filter((header) -> header.getKey().equals(exactName))
				.map(Map.Entry::getValue)
				.findFirst();
		}

		String element(String name) {
			int start = this.body.indexOf("<" + name + ">");
			int end = this.body.indexOf("</" + name + ">", Math.max(0, start));
			return (start >= 0 && end >= 0) ? this.body.substring(start + name.length() + 2, end) : "";
		}

	}

}
