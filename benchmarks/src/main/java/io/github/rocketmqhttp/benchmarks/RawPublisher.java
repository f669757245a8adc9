package io.github.rocketmqhttp.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Writes prepared bytes to a socket per caller and reads the answer, whose length it
 * knows.
 */
final class RawPublisher implements Publisher {

	private static final byte[] SUCCESS = "HTTP/1.1 201 ".getBytes(StandardCharsets.US_ASCII);

	private final @Nullable Connection[] connections = new Connection[Workload.MAX_CALLERS];

	private final InetSocketAddress address;

	private final byte[] request;

	RawPublisher(URI endpoint) {
		this.address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
		this.request = PreparedRequest.create(endpoint).toBytes();
	}

	@Override
	public void publish(int caller) throws IOException {
		Connection connection = this.connections[caller];
		if (connection == null) {
			connection = new Connection(this.address);
			this.connections[caller] = connection;
		}
		connection.exchange(this.request);
	}

	@Override
	public void close() throws IOException {
		for (Connection connection : this.connections) {
			if (connection != null) {
				connection.socket.close();
			}
		}
	}

	/**
	 * One keep-alive connection.
	 */
	private static final class Connection {

		private final byte[] answer = new byte[StubConnection.answerLength()];

		private final Socket socket = new Socket();

		Connection(InetSocketAddress address) throws IOException {
			this.socket.setTcpNoDelay(true);
			this.socket.connect(address);
		}

		void exchange(byte[] request) throws IOException {
			this.socket.getOutputStream().write(request);
			InputStream in = this.socket.getInputStream();
			for (int count = 0; count < this.answer.length;) {
				int read = in.read(this.answer, count, this.answer.length - count);
				if (read < 0) {
					throw new EOFException("The stub closed the connection.");
				}
				count += read;
			}
			for (int i = 0; i < SUCCESS.length; i++) {
				if (this.answer[i] != SUCCESS[i]) {
					throw new IOException("The stub's answer is not 201.");
				}
			}
		}

	}

}
