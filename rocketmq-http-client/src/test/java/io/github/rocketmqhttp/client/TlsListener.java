package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * Accepts TLS connections; the certificate that new ones get to see can be exchanged.
 */
final class TlsListener extends ServerSocket {

	private volatile SSLContext context;

	private volatile @Nullable String protocol;

	TlsListener(SSLContext context) throws IOException {
		super(0, 50, InetAddress.getLoopbackAddress());
		this.context = context;
	}

	void use(SSLContext context) {
		this.context = context;
	}

	void speakOnly(String protocol) {
		this.protocol = protocol;
	}

	@Override
	public Socket accept() throws IOException {
		Socket accepted = super.accept();
		SSLSocket connection = (SSLSocket) this.context.getSocketFactory().createSocket(accepted, null, true);
		connection.setUseClientMode(false);
		String only = this.protocol;
		if (only != null) {
			connection.setEnabledProtocols(new String[] { only });
		}
		return connection;
	}

}
