package io.github.rocketmqhttp.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;

/**
 * The open connections: how many there may be, and which of them end because their
 * clients are too slow. Safe for concurrent use.
 */
final class Connections {

	/** So many connections above the limit still get an answer that says why. */
	private static final int MAX_TURNED_AWAY = 64;

	private final int max;

	private final ConnectionTimeouts timeouts;

	private final Map<String, ClientConnection> open = new ConcurrentHashMap<>();

	Connections(int max, ConnectionTimeouts timeouts) {
		this.max = max;
		this.timeouts = timeouts;
	}

	/**
	 * Takes a new connection, or closes it when there are far too many.
	 */
	ClientConnection accept(IOSession session) {
		int above = this.open.size() - this.max;
		ClientConnection connection = new ClientConnection(session, above >= 0,
				(above >= 0) ? this.timeouts.hurried() : this.timeouts);
		this.open.put(session.getId(), connection);
		if (above >= MAX_TURNED_AWAY) {
			session.close(CloseMode.IMMEDIATE);
		}
		return connection;
	}

	/**
	 * Forgets a connection that has ended.
	 */
	void departed(String id) {
		this.open.remove(id);
	}

	void closeSlow() {
		long now = System.nanoTime();
		this.open.values().forEach((connection) -> connection.closeIfSlow(now));
	}

	/**
	 * Closes every connection without a reset, which newer engines send when they end,
	 * and which would take answers away that clients have not read yet.
	 */
	void closeAll() {
		this.open.values().forEach(ClientConnection::end);
	}

	int size() {
		return this.open.size();
	}

}
