package io.github.rocketmqhttp.broker;

import java.util.function.Consumer;

import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Tells when a connection has ended.
 */
final class Departures implements IOSessionListener {

	private final Consumer<String> departed;

	/**
	 * Creates the listener.
	 * @param departed takes the id of the session
	 */
	Departures(Consumer<String> departed) {
		this.departed = departed;
	}

	@Override
	public void disconnected(IOSession session) {
		this.departed.accept(session.getId());
	}

	@Override
	public void connected(IOSession session) {
		// The handler registers the connection.
	}

	@Override
	public void startTls(IOSession session) {
		// There is no TLS.
	}

	@Override
	public void inputReady(IOSession session) {
		// Handled by the connection.
	}

	@Override
	public void outputReady(IOSession session) {
		// Handled by the connection.
	}

	@Override
	public void timeout(IOSession session) {
		// Ends in a disconnection.
	}

	@Override
	public void exception(IOSession session, Exception ex) {
		// Ends in a disconnection.
	}

}
