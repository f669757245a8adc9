package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.util.concurrent.ExecutionException;
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

	private final BrokerService service;

	private final Connections connections;

	private final DefaultListeningIOReactor reactor;

	private final Future<?> sweep;

	HttpServer(BrokerService service, Connections connections, ScheduledExecutorService timer) {
		this.service = service;
		this.connections = connections;
		IOReactorConfig config = IOReactorConfig.custom()
			.setIoThreadCount(Math.max(2, Runtime.getRuntime().availableProcessors()))
			.setBacklogSize(BACKLOG)
			.setSoReuseAddress(true)
			.setTcpNoDelay(true)
			// The connections have deadlines of their own, which no traffic moves.
			.setSoTimeout(Timeout.DISABLED)
			.build();
		this.reactor = new DefaultListeningIOReactor((session, attachment) -> handler(session), config,
				threads("rocketmq-http-broker-io-"), threads("rocketmq-http-broker-accept-"), null,
				HttpServer::ioFailed, new Departures(this.connections::departed), null);
		this.sweep = timer.scheduleWithFixedDelay(this.connections::closeSlow, 1, 1, TimeUnit.SECONDS);
	}

	private static void ioFailed(Exception failure) {
		// Newer engines let two threads race to close the same channels at the end.
		if (failure instanceof ClosedSelectorException) {
			logger.debug("An I/O thread found its channels closed already", failure);
			return;
		}
		logger.warn("The broker's I/O failed", failure);
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	private IOEventHandler handler(ProtocolIOSession session) {
		return new ServerHttp1IOEventHandler(
				new RequestStream(session, this.connections.accept(session), this.service));
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
		this.reactor.start();
		try {
			return (InetSocketAddress) this.reactor.listen(address, null).get().getAddress();
		}
		catch (ExecutionException ex) {
			close();
			throw new IOException("Cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
					+ rootCause(ex).getMessage() + ". Choose another port, or 0 for a free one.", ex);
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while starting to listen on " + address + ".", ex);
		}
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
		this.sweep.cancel(false);
		this.reactor.initiateShutdown();
		try {
			this.reactor.awaitShutdown(GRACE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.connections.closeAll();
		this.reactor.close(CloseMode.IMMEDIATE);
	}

}
