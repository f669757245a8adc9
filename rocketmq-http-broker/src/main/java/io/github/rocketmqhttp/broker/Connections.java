package io.github.rocketmqhttp.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * The open connections: how many there may be, and which of them end because their
 * clients are too slow. Safe for concurrent use.
 */
final class Connections {

	/** So many connections above the limit still get an answer that says why. */
	private static final int MAX_TURNED_AWAY = 64;

	private final int max;

	private final int maxTurnedAway;

	private final ConnectionTimeouts timeouts;

	private final Map<String, ClientConnection> open = new ConcurrentHashMap<>();

	Connections(int max, ConnectionTimeouts timeouts) {
		this.max = max;
		this.maxTurnedAway = Math.min(MAX_TURNED_AWAY, Math.max(1, max / 4));
		this.timeouts = timeouts;
	}

	/**
	 * Takes a new connection.
	 * @return the connection, or {@code null} when there are far too many
	 */
	@Nullable ClientConnection accept(IOSession session) {
		int above = this.open.size() - this.max;
		if (above >= this.maxTurnedAway) {
			return null;
		}
		ClientConnection connection = new ClientConnection(session, above >= 0,
				(above >= 0) ? this.timeouts.hurried() : this.timeouts);
		this.open.put(session.getId(), connection);
		return connection;
	}

	/**
	 * Forgets a connection that has ended.
	 */
	void departed(String id) {
		this.open.remove(id);
	}

	/**
	 * Ends all connections, because nothing reads or writes them any more.
	 */
	void abandonAll() {
		this.open.forEach((id, connection) -> {
			connection.abandon();
			this.open.remove(id, connection);
		});
	}

	void closeSlow() {
		long now = System.nanoTime();
		this.open.values().forEach((connection) -> connection.closeIfSlow(now));
	}

	/**
	 * Closes every connection without a reset, which newer engines send when they end,
	 * and which would take answers away that clients have not read yet.
	 */
	void endAll() {
		this.open.values().forEach(ClientConnection::end);
	}

	int size() {
		return this.open.size();
	}

}
