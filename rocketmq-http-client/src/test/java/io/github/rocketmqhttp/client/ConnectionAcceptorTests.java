package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The servers of tests are down when their {@code close} has returned.
 */
@Timeout(60)
class ConnectionAcceptorTests {

	@RepeatedTest(200)
	void afterCloseThePortRefusesAndTheConnectionsAreClosed() throws IOException {
		ConnectionAcceptor acceptor = new ConnectionAcceptor("acceptor", (connection) -> {
			OutputStream out = connection.getOutputStream();
			out.write('x');
			connection.getInputStream().transferTo(out);
		});
		try (Socket client = connect(acceptor.port())) {
			assertThat(client.getInputStream().read()).isEqualTo('x');
			acceptor.close();
			assertThat(client.getInputStream().read()).isNegative();
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(acceptor.port()).close());
	}

	private static Socket connect(int port) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), port);
	}

}
