package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Answers every connection with a few bytes now and then, and never to the end: it is
 * never silent for long.
 */
public final class DrippingServer implements AutoCloseable {

	private static final int PAUSE_MILLIS = 20;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Drip drip;

	private final ConnectionAcceptor acceptor;

	private volatile int behaving;

	/**
	 * Starts on a free port.
	 * @param drip what it sends
	 * @throws IOException if there is no free port
	 */
	public DrippingServer(Drip drip) throws IOException {
		this.drip = drip;
		this.acceptor = new ConnectionAcceptor("dripping-server", this::serve);
	}

	/**
	 * The port that it listens on.
	 */
	public int port() {
		return this.acceptor.port();
	}

	/**
	 * From now on passes connections on to a server that behaves.
	 * @param port where that listens
	 * @throws IOException if a connection that drips cannot be closed
	 */
	public void behaveLike(int port) throws IOException {
		this.behaving = port;
		this.acceptor.closeConnections();
	}

	/**
	 * From now on drips again.
	 * @throws IOException if a connection that is passed on cannot be closed
	 */
	public void drip() throws IOException {
		behaveLike(0);
	}

	int open() {
		return this.acceptor.open();
	}

	private void serve(Socket connection) throws IOException, InterruptedException {
		connection.setTcpNoDelay(true);
		if (this.behaving != 0) {
			pass(connection, this.behaving);
			return;
		}
		InputStream in = connection.getInputStream();
		OutputStream out = connection.getOutputStream();
		if (in.read() < 0) {
			return;
		}
		out.write(this.drip.first());
		while (!this.closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
			in.skipNBytes(in.available());
			out.write(this.drip.more());
			out.flush();
		}
	}

	private static void pass(Socket connection, int port) throws IOException, InterruptedException {
		try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
			server.setTcpNoDelay(true);
			Thread answers = new Thread(() -> copy(server, connection), "dripping-server-answers");
			answers.start();
			copy(connection, server);
			answers.join();
		}
	}

	private static void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// One side has gone, and the other one is to notice it.
			closeQuietly(from);
			closeQuietly(to);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.acceptor.close();
	}

	/**
	 * What is sent at first, and then again and again.
	 */
	public enum Drip {

		/** A status line without end. */
		STATUS_LINE("HTTP/1.1 201 ", "C"),

		/** Header after header. */
		HEADER("HTTP/1.1 201 Created\r\nx-filler: ", "x"),

		/** Informational answers, and never the final one. */
		CONTINUE("", "HTTP/1.1 100 Continue\r\n\r\n"),

		/** The same by another status. */
		EARLY_HINTS("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),

		/** A long body, byte after byte. */
		BODY("HTTP/1.1 201 Created\r\nContent-Length: 1000000\r\n\r\n", "<"),

		/** A body in chunks of one byte. */
		CHUNKS("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n<\r\n"),

		/** A page behind an error's status. */
		ERROR_PAGE("HTTP/1.1 503 Unavailable\r\nContent-Length: 1000000\r\n\r\n", " "),

		/** A record of a TLS handshake. */
		HANDSHAKE("\26\3\3\77\377\2\0\77\373\3\3", "\0");

		private final String start;

		private final String next;

		Drip(String start, String next) {
			this.start = start;
			this.next = next;
		}

		private byte[] first() {
			return this.start.getBytes(StandardCharsets.ISO_8859_1);
		}

		private byte[] more() {
			return this.next.getBytes(StandardCharsets.ISO_8859_1);
		}

	}

}
