package io.github.rocketmqhttp.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server that accepts connections and never answers.
 */
public final class SilentServer implements AutoCloseable {

	private final ServerSocket socket;

	private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

	/**
	 * Starts the server on a free port of the loopback interface.
	 */
	public SilentServer() {
		try {
			this.socket = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread acceptor = new Thread(this::accept, "silent-server");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				this.accepted.add(this.socket.accept());
			}
			catch (IOException ex) {
				// Closed, which the loop sees.
			}
		}
	}

	/**
	 * Where it listens.
	 * @return the endpoint
	 */
	public String endpoint() {
		return "http://127.0.0.1:" + this.socket.getLocalPort();
	}

	/**
	 * How many connections there have been.
	 * @return their number
	 */
	public int connections() {
		return this.accepted.size();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
			for (Socket connection : this.accepted) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
