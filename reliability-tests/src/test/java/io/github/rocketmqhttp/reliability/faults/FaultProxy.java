package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bad network between clients and the broker, on 127.0.0.1 and a free port: each
 * request meets the next fault of a seeded plan. The same requests of an operation, in
 * the same order, meet the same faults. Connections are kept alive on both sides, and a
 * client that goes takes its connection to the broker with it. One thread serves all of
 * them; safe for concurrent use.
 */
public final class FaultProxy implements AutoCloseable {

	/** How long a client hears nothing, unless told otherwise. */
	public static final Duration BLACK_HOLE = Duration.ofSeconds(2);

	/** How long a request may be held back, unless told otherwise. */
	public static final Duration LONGEST_DELAY = Duration.ofMillis(300);

	private static final Logger logger = LoggerFactory.getLogger(FaultProxy.class);

	private static final int BACKLOG = 1024;

	private final FaultDraws<HttpOperation, HttpFault> draws;

	private final ServerSocketChannel server;

	private final int port;

	private final EventLoop loop;

	private final RelaySettings settings;

	private FaultProxy(int port, InetSocketAddress broker, FaultPlan<HttpFault> plan, Duration blackHole,
			Duration longestDelay) throws IOException {
		this.draws = new FaultDraws<>(HttpOperation.class, plan);
		this.server = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
		this.port = this.server.socket().getLocalPort();
		this.loop = new EventLoop("fault-proxy-" + this.port);
		this.settings = new RelaySettings(this.loop, broker, this.draws, blackHole, longestDelay);
		this.loop.register(this.server, SelectionKey.OP_ACCEPT, this::accept);
		this.loop.start();
	}

	/**
	 * Starts a proxy with {@link #BLACK_HOLE} and {@link #LONGEST_DELAY}.
	 * @param brokerEndpoint such as {@code http://127.0.0.1:8080}
	 * @param plan the faults
	 * @return the running proxy
	 * @throws IOException if there is no free port
	 */
	public static FaultProxy start(String brokerEndpoint, FaultPlan<HttpFault> plan) throws IOException {
		return start(brokerEndpoint, plan, BLACK_HOLE, LONGEST_DELAY);
	}

	/**
	 * Starts a proxy.
	 * @param brokerEndpoint such as {@code http://127.0.0.1:8080}
	 * @param plan the faults
	 * @param blackHole how long a client hears nothing before it is cut off
	 * @param longestDelay of a request that is held back, at least 5 ms
	 * @return the running proxy
	 * @throws IOException if there is no free port
	 */
	public static FaultProxy start(String brokerEndpoint, FaultPlan<HttpFault> plan, Duration blackHole,
			Duration longestDelay) throws IOException {
		return new FaultProxy(0, address(brokerEndpoint), plan, blackHole, longestDelay);
	}

	/**
	 * Starts a proxy without faults. Closed, and started again on its port, it lets the
	 * broker be away in between.
	 * @param port a port of 127.0.0.1, 0 for a free one
	 * @param brokerEndpoint such as {@code http://127.0.0.1:8080}
	 * @return the running proxy
	 * @throws IOException if the port is not free
	 */
	public static FaultProxy withoutFaults(int port, String brokerEndpoint) throws IOException {
		return new FaultProxy(port, address(brokerEndpoint), new FaultPlan<>(HttpFault.class, 0, Map.of()), BLACK_HOLE,
				LONGEST_DELAY);
	}

	private static InetSocketAddress address(String endpoint) {
		URI broker = URI.create(endpoint);
		return new InetSocketAddress(broker.getHost(), broker.getPort());
	}

	/**
	 * Where clients reach the proxy.
	 * @return a URL without a path
	 */
	public String endpoint() {
		return "http://127.0.0.1:" + this.port;
	}

	/**
	 * The port that clients use.
	 * @return a port of 127.0.0.1
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Lets all further requests pass. Faults that are on their way happen nevertheless:
	 * the last black hole ends after its time.
	 */
	public void calm() {
		this.draws.calm(true);
	}

	/**
	 * Ends the calm: the sequences of faults go on where they stopped.
	 */
	public void resume() {
		this.draws.calm(false);
	}

	/**
	 * What has happened so far.
	 * @return the counts, requests without a fault included
	 */
	public FaultCounts<HttpOperation, HttpFault> counts() {
		return this.draws.counts();
	}

	private void accept() {
		try {
			SocketChannel channel = this.server.accept();
			if (channel != null) {
				Relay.start(this.settings, channel);
			}
		}
		catch (IOException ex) {
			logger.warn("The fault proxy on port {} could not take a connection", this.port, ex);
		}
	}

	/**
	 * Closes all connections and ends the thread. A second call does nothing.
	 */
	@Override
	public void close() {
		this.loop.close();
	}

}
