package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.CancellationException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.hc.core5.http.impl.nio.ServerHttp1IOEventHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultListeningIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket and its connections, on a few I/O threads.
 */
final class HttpServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(HttpServer.class);

	private static final int BACKLOG = 4096;

	private static final TimeValue GRACE = TimeValue.ofMilliseconds(500);

	private static final Duration START = Duration.ofSeconds(10);

	/** Before it listens again, so that a flood does not make it do so all the time. */
	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final int MAX_ATTEMPTS = 100;

	private final BrokerService service;

	private final Connections connections;

	private final ScheduledExecutorService timer;

	private final FailureHandler failures;

	private final Future<?> sweep;

	private final AtomicReference<@Nullable Engine> engine = new AtomicReference<>();

	private volatile @Nullable Future<?> retry;

	private volatile boolean closed;

	HttpServer(BrokerService service, Connections connections, ScheduledExecutorService timer,
			FailureHandler failures) {
		this.service = service;
		this.connections = connections;
		this.timer = timer;
		this.failures = failures;
		this.sweep = timer.scheduleWithFixedDelay(this.connections::closeSlow, 1, 1, TimeUnit.SECONDS);
	}

	private DefaultListeningIOReactor newReactor(Engine owner) {
		IOReactorConfig config = IOReactorConfig.custom()
			.setIoThreadCount(Math.max(2, Runtime.getRuntime().availableProcessors()))
			.setBacklogSize(BACKLOG)
			.setSoReuseAddress(true)
			.setTcpNoDelay(true)
			// The connections have deadlines of their own, which no traffic moves.
			.setSoTimeout(Timeout.DISABLED)
			.build();
		return new DefaultListeningIOReactor((session, attachment) -> handler(session), config,
				threads("rocketmq-http-broker-io-", owner), threads("rocketmq-http-broker-accept-", owner), null,
				HttpServer::ioFailed, new Departures(this.connections::departed), null);
	}

	private static void ioFailed(Exception failure) {
		// Newer engines let two threads race to close the same channels at the end.
		if (failure instanceof ClosedSelectorException) {
			logger.debug("An I/O thread found its channels closed already", failure);
			return;
		}
		logger.warn("The broker's I/O failed", failure);
	}

	private ThreadFactory threads(String prefix, Engine owner) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(() -> watch(task, owner), prefix + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Sees every end of a thread without which the broker would be half alive.
	 */
	private void watch(Runnable task, Engine owner) {
		try {
			task.run();
		}
		catch (Error error) {
			if (!this.closed) {
				this.failures.fail("an error on an I/O thread", error);
			}
			return;
		}
		if (!this.closed && this.engine.compareAndSet(owner, null)) {
			logger.warn("An I/O thread of the broker has ended; all connections are closed, and it listens again");
			listenAgain(owner, 1);
		}
	}

	private void listenAgain(Engine failed, int attempt) {
		try {
			this.retry = this.timer.schedule(() -> replace(failed, attempt), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The broker is closed, so it does not listen again", ex);
		}
	}

	private void replace(Engine failed, int attempt) {
		failed.close();
		this.connections.abandonAll();
		Engine next = new Engine();
		try {
			InetSocketAddress address = next.listen(failed.address());
			if (!this.engine.compareAndSet(null, next) || this.closed) {
				next.close();
				return;
			}
			logger.warn("The broker listens again on {}", RocketMqHttpBroker.endpoint(address));
		}
		catch (IOException | RuntimeException ex) {
			next.close();
			if (attempt >= MAX_ATTEMPTS) {
				this.failures.fail("it cannot listen again on port " + failed.address().getPort(), ex);
			}
			else {
				logger.debug("Attempt {} to listen again has failed", attempt, ex);
				listenAgain(failed, attempt + 1);
			}
		}
	}

	private IOEventHandler handler(ProtocolIOSession session) {
		ClientConnection connection = this.connections.accept(session);
		return (connection != null)
				? new ServerHttp1IOEventHandler(new RequestStream(session, connection, this.service))
				: TurnedAway.INSTANCE;
	}

	/**
	 * How many connections are open.
	 */
	int openConnections() {
		return this.connections.size();
	}

	/**
	 * Bytes of the bodies that are being read.
	 */
	long bytesBeingRead() {
		return this.service.bytesBeingRead();
	}

	/**
	 * Listens.
	 * @return the address with the real port
	 */
	InetSocketAddress start(InetSocketAddress address) throws IOException {
		Engine first = new Engine();
		this.engine.set(first);
		try {
			return first.listen(address);
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	private void stop() {
		this.closed = true;
		this.sweep.cancel(false);
		Future<?> planned = this.retry;
		if (planned != null) {
			planned.cancel(false);
		}
	}

	/**
	 * Stops to listen and closes all connections, without a wait.
	 */
	void abort() {
		stop();
		Engine running = this.engine.get();
		if (running != null) {
			running.close();
		}
		this.connections.abandonAll();
	}

	private static Throwable rootCause(Throwable failure) {
		Throwable root = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			root = cause;
		}
		return root;
	}

	/**
	 * Lets answers that are being written end, for half a second, and closes everything.
	 */
	@Override
	public void close() {
		stop();
		Engine running = this.engine.get();
		if (running != null) {
			running.end();
		}
	}

	/**
	 * The threads that accept, read and write. When one of them has ended, the others are
	 * ended, too, and new ones take their place.
	 */
	private final class Engine {

		private volatile @Nullable DefaultListeningIOReactor reactor;

		private volatile InetSocketAddress address = new InetSocketAddress(0);

		InetSocketAddress address() {
			return this.address;
		}

		InetSocketAddress listen(InetSocketAddress wanted) throws IOException {
			this.address = wanted;
			DefaultListeningIOReactor started = newReactor(this);
			this.reactor = started;
			started.start();
			try {
				this.address = (InetSocketAddress) started.listen(wanted, null)
					.get(START.toMillis(), TimeUnit.MILLISECONDS)
					.getAddress();
				return this.address;
			}
			catch (ExecutionException | TimeoutException | CancellationException ex) {
				throw new IOException("Cannot listen on " + wanted.getHostString() + ":" + wanted.getPort() + ": "
						+ rootCause(ex).getMessage() + ". Choose another port, or 0 for a free one.", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("Interrupted while starting to listen on " + wanted + ".", ex);
			}
		}

		void end() {
			DefaultListeningIOReactor running = this.reactor;
			if (running != null) {
				running.initiateShutdown();
				try {
					running.awaitShutdown(GRACE);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				HttpServer.this.connections.endAll();
			}
			close();
		}

		void close() {
			DefaultListeningIOReactor running = this.reactor;
			if (running != null) {
				running.close(CloseMode.IMMEDIATE);
			}
		}

	}

}
