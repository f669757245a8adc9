package io.github.rocketmqhttp.listener;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * Stands between a client and a broker, and changes what the broker answers: as a service
 * would answer that stores what the embedded broker refuses. What it changes keeps its
 * length.
 */
final class AlteringProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final URI broker;

	private final UnaryOperator<String> change;

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	AlteringProxy(String endpoint, UnaryOperator<String> change) throws IOException {
		this.broker = URI.create(endpoint);
		this.change = change;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start("altering-proxy", this::accept);
	}

	String endpoint() {
		return "http://127.0.0.1:" + this.listener.getLocalPort();
	}

	private static void start(String name, Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (SocketException | EOFException ex) {
				// One side has ended the connection, or the test the proxy.
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			this.sockets.add(client);
			start("altering-proxy-connection", () -> carry(client));
		}
	}

	private void carry(Socket client) throws IOException {
		try (client; Socket server = new Socket(this.broker.getHost(), this.broker.getPort())) {
			this.sockets.add(server);
			InputStream requests = new BufferedInputStream(client.getInputStream());
			InputStream answers = new BufferedInputStream(server.getInputStream());
			while (true) {
				send(message(requests), server.getOutputStream());
				String answer = new String(message(answers), StandardCharsets.ISO_8859_1);
				send(this.change.apply(answer).getBytes(StandardCharsets.ISO_8859_1), client.getOutputStream());
			}
		}
	}

	private static void send(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.flush();
	}

	private static byte[] message(InputStream in) throws IOException {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		int length = 0;
		String line;
		do {
			line = line(in, message).toLowerCase(Locale.ROOT);
			if (line.startsWith("content-length:")) {
				length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
			}
		}
		while (!line.isEmpty());
		message.write(in.readNBytes(length));
		return message.toByteArray();
	}

	private static String line(InputStream in, ByteArrayOutputStream message) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				throw new EOFException();
			}
			line.write(c);
			message.write(c);
		}
		message.write('\n');
		return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	@FunctionalInterface
	private interface Work {

		void run() throws IOException;

	}

}
