package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Answers every request with the same successful receipt.
 * <p>
 * One thread serves all connections in the order in which requests arrive. With a thread
 * per connection the server's threads would compete with the client's for the processor,
 * and the latencies would show the scheduler instead of the client.
 */
final class StubServer implements AutoCloseable {

	private final Selector selector;

	private final ServerSocketChannel listener;

	/**
	 * Binds a free port of the loopback address.
	 */
	StubServer() throws IOException {
		this.selector = Selector.open();
		this.listener = ServerSocketChannel.open();
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.listener.configureBlocking(false);
		this.listener.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Address for clients.
	 */
	URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.listener.socket().getLocalPort());
	}

	/**
	 * Serves on a thread that does not keep the process alive.
	 */
	void start() {
		Thread thread = new Thread(this::serve, "stub-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void serve() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(this::handle);
			}
		}
		catch (ClosedSelectorException ex) {
			// Closed while it handled a request.
		}
		catch (IOException ex) {
			throw new IllegalStateException("The stub server failed.", ex);
		}
	}

	private void handle(SelectionKey key) {
		if (key.attachment() instanceof StubConnection connection) {
			connection.serve();
		}
		else {
			accept();
		}
	}

	private void accept() {
		try {
			SocketChannel channel = this.listener.accept();
			if (channel != null) {
				channel.configureBlocking(false);
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				channel.register(this.selector, SelectionKey.OP_READ, new StubConnection(channel));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The stub server cannot accept a connection.", ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
		this.listener.close();
	}

	/**
	 * Runs as a process of its own: prints the address, then serves until standard input
	 * ends, which is also when the parent process dies.
	 */
	public static void main(String[] arguments) throws IOException {
		try (StubServer server = new StubServer()) {
			server.start();
			System.out.println(server.endpoint());
			while (System.in.read() >= 0) {
				// Nobody writes anything; only the end counts.
			}
		}
	}

}
