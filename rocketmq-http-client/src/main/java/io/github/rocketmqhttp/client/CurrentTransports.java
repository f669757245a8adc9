package io.github.rocketmqhttp.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections in use. New TLS settings come with new ones; those of before serve the
 * calls that run on them, and no further one.
 */
final class CurrentTransports {

	private final Set<Transports> retired = ConcurrentHashMap.newKeySet();

	private volatile EngineSettings engine;

	private volatile Transports current;

	private boolean closed;

	CurrentTransports(EngineSettings engine) {
		this.engine = engine;
		this.current = new Transports(engine);
	}

	/**
	 * Enters a call.
	 * @return the connections of this call, to be left once
	 */
	Transports enter() {
		Transports transports = this.current;
		// They are replaced before they are retired, so one look more is enough.
		while (!transports.enter()) {
			transports = this.current;
		}
		return transports;
	}

	ConnectionUse use() {
		return this.current.use();
	}

	/**
	 * Replaces the TLS settings for every call that begins from now on.
	 */
	synchronized void replaceTls(TlsSettings tls) {
		if (this.closed) {
			return;
		}
		Transports before = this.current;
		this.engine = this.engine.withTls(tls);
		this.current = new Transports(this.engine);
		this.retired.add(before);
		before.retire(() -> this.retired.remove(before));
	}

	/**
	 * Aborts running calls, those on former connections included, and closes every
	 * connection.
	 */
	synchronized void close() {
		this.closed = true;
		this.retired.forEach(Transports::close);
		this.current.close();
	}

}
