package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.github.rocketmqhttp.client.ConnectionAcceptor;

/**
 * Speaks TLS in front of a broker. The certificate that new connections get to see can be
 * exchanged.
 */
final class TlsFront implements AutoCloseable {

	private static final String THREADS = "tls-front";

	private final ConnectionAcceptor acceptor;

	private final URI target;

	private volatile SSLContext context;

	TlsFront(String target, SSLContext context) throws IOException {
		this.target = URI.create(target);
		this.context = context;
		this.acceptor = new ConnectionAcceptor(THREADS, this::serve);
	}

	String endpoint() {
		return "https://localhost:" + this.acceptor.port();
	}

	void use(SSLContext context) {
		this.context = context;
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
	}

	private void serve(Socket accepted) throws IOException {
		try (SSLSocket client = (SSLSocket) this.context.getSocketFactory().createSocket(accepted, null, true);
				Socket broker = new Socket(this.target.getHost(), this.target.getPort())) {
			client.setUseClientMode(false);
			client.startHandshake();
			InputStream answers = broker.getInputStream();
			OutputStream toClient = client.getOutputStream();
			ConnectionAcceptor.start(THREADS, () -> pump(answers, toClient));
			client.getInputStream().transferTo(broker.getOutputStream());
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

}
