package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.rocketmqhttp.broker.store.BrokerClock;
import io.github.rocketmqhttp.broker.store.Identifiers;
import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.broker.store.StoreSettings;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what a broker is told once. Every method throws
 * {@link IllegalArgumentException} for a value that cannot work, naming it and the
 * remedy.
 */
public final class RocketMqHttpBrokerBuilder {

	private static final Logger logger = LoggerFactory.getLogger(RocketMqHttpBrokerBuilder.class);

	private static final long DEFAULT_MEMORY_LIMIT = 256L * 1024 * 1024;

	/** What a connection takes on the heap. */
	private static final long CONNECTION_BYTES = 32 * 1024;

	private static final Duration RETENTION = Duration.ofDays(3);

	private final Map<String, TopicType> topics = new LinkedHashMap<>();

	private int port;

	private ListenAddress address = ListenAddress.LOOPBACK;

	private @Nullable AccessKey accessKey;

	private InstantSource clock = InstantSource.system();

	private Duration checkInterval = Duration.ofSeconds(10);

	private Duration invisibleTime = Duration.ofMinutes(5);

	private Duration orderedInvisibleTime = Duration.ofMinutes(1);

	private boolean strictTopics;

	private int maxDeliveries = ProtocolLimits.MAX_REDELIVERIES + 1;

	private int maxConnections = (int) Math.max(64,
			Math.min(8192, Runtime.getRuntime().maxMemory() / 4 / CONNECTION_BYTES));

	private Duration requestTimeout = Duration.ofSeconds(30);

	private Duration idleTimeout = Duration.ofSeconds(75);

	private long memoryLimit = Math.min(DEFAULT_MEMORY_LIMIT, Runtime.getRuntime().maxMemory() / 2);

	private @Nullable Long seed;

	private @Nullable Runnable whenFailed;

	RocketMqHttpBrokerBuilder() {
	}

	/**
	 * Sets the port.
	 * @param port 0 to 65535; 0, the default, picks a free one
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder port(int port) {
		require(port >= 0 && port <= 65535, "The port " + port + " is outside 0 to 65535; 0 picks a free one.");
		this.port = port;
		return this;
	}

	/**
	 * Sets the address to listen on.
	 * @param address an address of this host; 127.0.0.1 by default, and any other than a
	 * loopback address needs an access key
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder address(String address) {
		this.address = new ListenAddress(address);
		return this;
	}

	/**
	 * Lets only requests in that are signed with this key pair and whose date is not more
	 * than 15 minutes off. Within that time the same request may come again: the protocol
	 * has no nonce, and SDKs repeat requests. Without a key pair every signature is let
	 * in; then {@code Host} and {@code Origin} must name this machine, so that no web
	 * page can use the broker.
	 * @param id the access key id
	 * @param secret its secret
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder accessKey(String id, String secret) {
		this.accessKey = new AccessKey(id, secret);
		return this;
	}

	/**
	 * Declares a topic; it exists in every instance. Once a topic is declared, undeclared
	 * ones are refused; as long as none is, topics come into being on first use and take
	 * every kind of message.
	 * @param name its name
	 * @param type which kind of message it takes
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder topic(String name, TopicType type) {
		ProtocolLimits.requireName("topic", name);
		require(!name.startsWith("DLQ_"),
				"The topic '" + name + "' starts with DLQ_, which is kept for dead letters; use another name.");
		TopicType before = this.topics.putIfAbsent(name, type);
		require(before == null || before == type,
				"The topic '" + name + "' is declared as " + before + " and as " + type + "; a topic has one type.");
		return this;
	}

	/**
	 * Sets where the time of messages comes from, before
	 * {@link RocketMqHttpBroker#advance(Duration)} is added.
	 * @param clock the clock; the system's by default
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder clock(InstantSource clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Sets the time between two back-checks of a half message, for which the handle of a
	 * check is good.
	 * @param interval 1 ms to 1 h; 10 s by default, as in the service
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder transactionCheckInterval(Duration interval) {
		this.checkInterval = span("transaction check interval", interval, Duration.ofHours(1));
		return this;
	}

	/**
	 * Sets how long an unacknowledged message stays hidden from its group.
	 * @param time 1 ms to 12 h; 5 min by default, as in the service
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder invisibleTime(Duration time) {
		this.invisibleTime = span("invisible time", time, Duration.ofHours(12));
		return this;
	}

	/**
	 * Sets how long an unacknowledged message holds up its sharding key.
	 * @param time 1 ms to 12 h; 1 min by default, as in the service
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder orderedInvisibleTime(Duration time) {
		this.orderedInvisibleTime = span("invisible time of ordered messages", time, Duration.ofHours(12));
		return this;
	}

	/**
	 * Sets after how many unacknowledged deliveries a message goes to the topic
	 * {@code DLQ_} + group.
	 * @param deliveries at least 1; 289 by default, the first one and 288 further ones,
	 * as the service documents
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder maxDeliveries(int deliveries) {
		require(deliveries >= 1, "The most deliveries are " + deliveries + "; at least 1 is needed.");
		this.maxDeliveries = deliveries;
		return this;
	}

	/**
	 * Has topics of type {@link TopicType#NORMAL} refuse timed messages. By default they
	 * take them, with one warning: the documentation of the service allows one kind of
	 * message for each topic, while the samples of the vendor's SDKs mix these two.
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder strictTopics() {
		this.strictTopics = true;
		return this;
	}

	/**
	 * Sets how many connections are served. A few above are answered with
	 * {@code TooManyRequests} and closed, further ones closed at once.
	 * @param connections at least 1; by default 8192, or less in a small heap. The limit
	 * of open files may lower it
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder maxConnections(int connections) {
		require(connections >= 1, "The most connections are " + connections + "; at least 1 is needed.");
		this.maxConnections = connections;
		return this;
	}

	/**
	 * Sets how long a client may take to send one request, and to take one answer; its
	 * connection is closed then, whatever it has sent or taken meanwhile. A poll that
	 * waits for messages does not count.
	 * @param timeout 1 ms to 5 min; 30 s by default
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder requestTimeout(Duration timeout) {
		this.requestTimeout = span("request timeout", timeout, Duration.ofMinutes(5));
		return this;
	}

	/**
	 * Sets how long a connection is kept on which nothing is asked.
	 * @param timeout 1 ms to 1 h; 75 s by default, longer than SDKs keep connections
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder idleTimeout(Duration timeout) {
		this.idleTimeout = span("idle timeout", timeout, Duration.ofHours(1));
		return this;
	}

	/**
	 * Sets how many bytes of messages are kept: UTF-8 of the bodies, twice the length of
	 * the properties, and 512 bytes for each message. A message that is kept for
	 * assertions counts again, a topic with 4 KiB and a consumer group with 1 KiB; those
	 * together may take a quarter. When they are used up, what all groups have consumed
	 * goes first; then publishing is refused with {@code TooManyRequests}.
	 * @param bytes at least 1 MiB; by default 256 MiB, or half the heap if that is less
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder memoryLimit(long bytes) {
		require(bytes >= 1024 * 1024, "The memory limit of " + bytes + " bytes is too small; give at least 1048576.");
		this.memoryLimit = bytes;
		return this;
	}

	/**
	 * Makes message ids, handles and request ids the same in every run with the same
	 * sequence of requests.
	 * @param seed any number; random by default
	 * @return this builder
	 */
	public RocketMqHttpBrokerBuilder seed(long seed) {
		this.seed = seed;
		return this;
	}

	/**
	 * Starts the broker.
	 * @return the broker, which accepts requests already
	 * @throws IllegalArgumentException if the address is unknown, or not a loopback
	 * address and there is no access key
	 * @throws UncheckedIOException if it cannot listen there
	 */
	public RocketMqHttpBroker start() {
		InetSocketAddress socketAddress = new InetSocketAddress(resolve(), this.port);
		long someSeed = (this.seed != null) ? this.seed : new SecureRandom().nextLong();
		BrokerClock brokerClock = new BrokerClock(this.clock);
		Identifiers identifiers = new Identifiers(someSeed);
		FailureHandler failures = new FailureHandler();
		BrokerTimer timer = new BrokerTimer(failures);
		MessageStore store = new MessageStore(settings(someSeed), brokerClock, identifiers, timer);
		BrokerService service = new BrokerService(new Authenticator(this.accessKey, this.clock), new Operations(store),
				identifiers, new ServerDate(this.clock), store.answers());
		HttpServer server = new HttpServer(service, new Connections(OpenFiles.limit(this.maxConnections),
				new ConnectionTimeouts(this.requestTimeout, this.idleTimeout)), timer, failures);
		Runnable ending = this.whenFailed;
		failures.action((ending != null) ? ending : server::abort);
		try {
			InetSocketAddress bound = server.start(socketAddress);
			service.hostId(RocketMqHttpBroker.endpoint(bound));
			logger.info("Broker listens on {}; it keeps messages in memory only", RocketMqHttpBroker.endpoint(bound));
			return new RocketMqHttpBroker(bound, brokerClock, store, server, timer, failures);
		}
		catch (IOException ex) {
			timer.shutdownNow();
			throw new UncheckedIOException(ex.getMessage(), ex);
		}
	}

	private StoreSettings settings(long someSeed) {
		return new StoreSettings(this.topics, this.strictTopics, this.invisibleTime, this.orderedInvisibleTime,
				this.checkInterval, this.maxDeliveries, RETENTION, this.memoryLimit, someSeed);
	}

	/**
	 * Sets what is done when the broker cannot go on, in place of closing its socket.
	 */
	RocketMqHttpBrokerBuilder whenFailed(Runnable action) {
		this.whenFailed = action;
		return this;
	}

	/**
	 * Finds the address and checks that it may be used with these keys.
	 */
	InetAddress resolve() {
		return this.address.resolve(this.accessKey != null);
	}

	private static Duration span(String what, Duration value, Duration max) {
		require(value.toMillis() >= 1 && value.compareTo(max) <= 0,
				"The " + what + " " + value + " is outside 1 ms to " + max + ".");
		return value;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
