package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accepts connections on the loopback address and serves each on a thread of its own.
 * Once {@link #close()} has returned, the port refuses connections and none is open:
 * closing a {@link ServerSocket} alone lets a thread that is inside {@code accept} take
 * one more.
 */
public final class ConnectionAcceptor implements AutoCloseable {

	private final ServerSocket listener;

	private final String name;

	private final Handler handler;

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Starts accepting on a free port.
	 * @param name of the threads
	 * @param handler serves a connection; the connection is closed when it returns
	 * @throws IOException if there is no free port
	 */
	public ConnectionAcceptor(String name, Handler handler) throws IOException {
		this(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), name, handler);
	}

	ConnectionAcceptor(ServerSocket listener, String name, Handler handler) {
		this.listener = listener;
		this.name = name;
		this.handler = handler;
		this.thread = start(name, this::accept);
	}

	/**
	 * The port that it listens on.
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Connections that neither side has closed.
	 */
	int open() {
		return this.connections.size();
	}

	/**
	 * Closes the connections that are open, and goes on accepting others.
	 * @throws IOException if one cannot be closed
	 */
	void closeConnections() throws IOException {
		for (Socket connection : this.connections) {
			connection.close();
		}
	}

	/**
	 * Closes the port, waits until the accepting thread has ended, and closes all
	 * connections.
	 * @throws IOException if one cannot be closed
	 */
	@Override
	public void close() throws IOException {
		this.closed = true;
		this.listener.close();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeConnections();
	}

	/**
	 * Starts a thread that does not keep the process alive.
	 * @return the thread
	 */
	public static Thread start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void accept() {
		try {
			while (!this.closed) {
				Socket connection = this.listener.accept();
				this.connections.add(connection);
				start(this.name, () -> serve(connection));
			}
		}
		catch (IOException ex) {
			// Closed: no more connections.
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			this.handler.serve(connection);
		}
		catch (IOException | InterruptedException ex) {
			// One side has gone, or the test is over.
		}
		finally {
			this.connections.remove(connection);
		}
	}

	/**
	 * What is done with a connection.
	 */
	@FunctionalInterface
	public interface Handler {

		/**
		 * Serves the connection until one side ends it.
		 * @param connection is closed afterwards
		 * @throws IOException if one side has gone
		 * @throws InterruptedException if the test is over
		 */
		void serve(Socket connection) throws IOException, InterruptedException;

	}

}
