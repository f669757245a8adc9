package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Both engines, with the connections of one set of TLS settings. The asynchronous one
 * starts with its first call.
 */
final class Transports {

	// A bound for a service that never ends an answer: far beyond any long poll.
	private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

	private final CallGate gate = new CallGate();

	private final EngineSettings engine;

	private final ClassicTransport classic;

	private final Object startLock = new Object();

	private volatile @Nullable AsyncTransport async;

	Transports(EngineSettings engine) {
		this.engine = engine;
		this.classic = new ClassicTransport(engine);
	}

	/**
	 * Lets a call in; if it does, that is followed by one {@link #leave()}.
	 * @return whether the call may use these connections
	 */
	boolean enter() {
		return this.gate.tryEnter();
	}

	void leave() {
		this.gate.leave();
	}

	WireResponse exchange(WireRequest request) throws IOException {
		return this.classic.exchange(request);
	}

	CompletableFuture<WireResponse> exchangeAsync(WireRequest request) {
		AsyncTransport transport = this.async;
		if (transport == null) {
			synchronized (this.startLock) {
				transport = this.async;
				if (transport == null) {
					transport = new AsyncTransport(this.engine);
					this.async = transport;
				}
			}
		}
		return transport.exchange(request);
	}

	ConnectionUse use() {
		AsyncTransport transport = this.async;
		return new ConnectionUse(this.classic.use(), (transport != null) ? transport.use() : ConnectionUse.Pool.NONE);
	}

	/**
	 * Lets no further call in, closes idle connections at once, and everything else when
	 * the last running call has ended; does not wait for that.
	 * @param closed to be run at the end
	 */
	void retire(Runnable closed) {
		this.gate.close();
		this.classic.closeIdle();
		synchronized (this.startLock) {
			if (this.async != null) {
				this.async.closeIdle();
			}
		}
		this.engine.threads("retired").newThread(() -> {
			try {
				this.gate.awaitDrained(LONGEST_CALL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			close();
			closed.run();
		}).start();
	}

	/**
	 * Aborts running calls and closes every connection. Further times do nothing.
	 */
	void close() {
		this.classic.close();
		synchronized (this.startLock) {
			if (this.async != null) {
				this.async.close();
			}
		}
	}

}
