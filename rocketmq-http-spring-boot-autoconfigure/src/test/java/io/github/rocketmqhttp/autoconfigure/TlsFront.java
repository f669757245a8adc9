package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks TLS in front of a broker. The certificate that new connections get to see can be
 * exchanged.
 */
final class TlsFront implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final URI target;

	private volatile SSLContext context;

	TlsFront(String target, SSLContext context) throws IOException {
		this.target = URI.create(target);
		this.context = context;
		start(this::accept);
	}

	String endpoint() {
		return "https://localhost:" + this.listener.getLocalPort();
	}

	void use(SSLContext context) {
		this.context = context;
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private void accept() {
		try {
			while (true) {
				Socket accepted = this.listener.accept();
				start(() -> serve(accepted));
			}
		}
		catch (IOException ex) {
			// Closed: no more connections.
		}
	}

	private void serve(Socket accepted) {
		try (SSLSocket client = (SSLSocket) this.context.getSocketFactory().createSocket(accepted, null, true);
				Socket broker = new Socket(this.target.getHost(), this.target.getPort())) {
			client.setUseClientMode(false);
			client.startHandshake();
			InputStream answers = broker.getInputStream();
			OutputStream toClient = client.getOutputStream();
			start(() -> pump(answers, toClient));
			client.getInputStream().transferTo(broker.getOutputStream());
		}
		catch (IOException ex) {
			// One side has gone, or does not trust the other.
		}
	}

	private static void pump(InputStream from, OutputStream to) {
		try {
			from.transferTo(to);
		}
		catch (IOException ex) {
			// One side has gone.
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "tls-front");
		thread.setDaemon(true);
		thread.start();
	}

}
