package io.github.rocketmqhttp.broker;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.rocketmqhttp.broker.store.BrokerClock;
import io.github.rocketmqhttp.broker.store.MemoryView;
import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.broker.store.TopicId;
import io.github.rocketmqhttp.broker.store.TopicView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker inside this process that speaks the HTTP protocol of ApsaraMQ for RocketMQ. It
 * keeps everything in memory and forgets it when closed. Safe for concurrent use.
 *
 * <pre class="code">
 * try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start()) {
 * 	// a client of broker.endpoint() publishes a half message
 * 	broker.advance(Duration.ofSeconds(10));
 * 	assertThat(broker.topic("orders").inDoubt()).hasSize(1);
 * }
 * </pre>
 */
public final class RocketMqHttpBroker implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RocketMqHttpBroker.class);

	private final String endpoint;

	private final int port;

	private final BrokerClock clock;

	private final MessageStore store;

	private final HttpServer server;

	private final ScheduledExecutorService timer;

	private final FailureHandler failures;

	private final AtomicBoolean closed = new AtomicBoolean();

	RocketMqHttpBroker(InetSocketAddress address, BrokerClock clock, MessageStore store, HttpServer server,
			ScheduledExecutorService timer, FailureHandler failures) {
		this.endpoint = endpoint(address);
		this.port = address.getPort();
		this.clock = clock;
		this.store = store;
		this.server = server;
		this.timer = timer;
		this.failures = failures;
	}

	static String endpoint(InetSocketAddress address) {
		String host = address.getAddress().getHostAddress();
		return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
	}

	/**
	 * Prepares a broker.
	 * @return a builder whose defaults need no change in most tests
	 */
	public static RocketMqHttpBrokerBuilder builder() {
		return new RocketMqHttpBrokerBuilder();
	}

	/**
	 * Where clients reach the broker.
	 * @return a URL without a path, such as {@code http://127.0.0.1:8080}
	 */
	public String endpoint() {
		return this.endpoint;
	}

	/**
	 * The port on which the broker listens.
	 * @return the port, also when a free one was asked for
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Moves the time of messages forward: back-checks, redeliveries, scheduled messages
	 * and expiries up to then are due at once, and polls that wait for them are answered
	 * before this method returns. The dates that clients sign are not affected, and long
	 * polls end after real time.
	 * @param by how far
	 * @throws IllegalArgumentException if it is negative
	 */
	public void advance(Duration by) {
		this.clock.advance(by);
		this.store.wake();
	}

	/**
	 * Shows the time of messages: that of the builder's clock, and by how much it was
	 * {@linkplain #advance(Duration) advanced}.
	 * @return a source that always shows the current time
	 */
	public InstantSource clock() {
		return this.clock;
	}

	/**
	 * Forgets all messages, half messages and what became of them, so that one test does
	 * not see those of another. Topics, time and waiting polls stay; handles given out
	 * before are refused.
	 */
	public void clear() {
		this.store.clear();
	}

	/**
	 * Names the topics that somebody has used or looked into, of all instances.
	 * @return their ids, sorted by instance and name
	 */
	public List<TopicId> topics() {
		return this.store.topics();
	}

	/**
	 * Looks into a topic of an instance without namespace.
	 * @param topic its name
	 * @return what it holds at this moment
	 * @throws io.github.rocketmqhttp.broker.store.RefusedException if topics are declared
	 * and this one is not, or it is no name
	 */
	public TopicView topic(String topic) {
		return this.store.view(TopicId.of(topic));
	}

	/**
	 * Looks into a topic of an instance.
	 * @param instanceId namespace of the instance
	 * @param topic its name
	 * @return what it holds at this moment
	 * @throws io.github.rocketmqhttp.broker.store.RefusedException as
	 * {@link #topic(String)} does
	 */
	public TopicView topic(String instanceId, String topic) {
		return this.store.view(new TopicId(instanceId, topic));
	}

	/**
	 * Why the broker has stopped to serve requests by itself: an error such as an
	 * {@link OutOfMemoryError} on one of its threads, or a port on which it cannot listen
	 * any more. It has logged that at {@code ERROR} and closed its socket; what it holds
	 * can be looked at until it is closed.
	 * @return the failure; empty as long as the broker serves requests, and after it was
	 * closed in good order
	 */
	public Optional<Throwable> failure() {
		return Optional.ofNullable(this.failures.failure());
	}

	/**
	 * How many connections are open.
	 */
	int openConnections() {
		return this.server.openConnections();
	}

	/**
	 * Bytes of request bodies that are not read to their ends.
	 */
	long bytesBeingRead() {
		return this.server.bytesBeingRead();
	}

	/**
	 * How much of its memory limit the broker uses. What is consumed counts until its
	 * memory is needed.
	 * @return the bytes, at this moment
	 */
	public MemoryView memory() {
		return this.store.memory();
	}

	/**
	 * Answers waiting polls with "no message", closes all connections within about half a
	 * second and stops all threads. All messages are forgotten. A second call does
	 * nothing.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.store.close();
		this.server.close();
		this.timer.shutdownNow();
		try {
			if (!this.timer.awaitTermination(1, TimeUnit.SECONDS)) {
				logger.warn("The timer of the broker at {} still runs a task", this.endpoint);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		logger.info("Broker at {} stopped; its messages are forgotten", this.endpoint);
	}

}
