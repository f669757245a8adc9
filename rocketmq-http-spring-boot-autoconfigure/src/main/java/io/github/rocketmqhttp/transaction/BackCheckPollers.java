package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

import io.github.rocketmqhttp.core.RocketMqHttpInstance;
import io.github.rocketmqhttp.observation.MessageObservations;

import org.springframework.context.SmartLifecycle;

/**
 * Runs one poller for each instance, topic and group whose back-checks this application
 * answers.
 * <p>
 * They start after everything else, when the application can answer, and stop before
 * everything else; answers that are under way get the shutdown time-out to end.
 * Transactions that still run then are left to the back-check of another instance, or of
 * the next start.
 */
public final class BackCheckPollers implements SmartLifecycle {

	private final TransactionCoordinator coordinator;

	private final BackCheckHandlerRegistry handlers;

	private final MessageObservations observations;

	private final Function<String, ThreadFactory> threads;

	private final List<BackCheckPoller> pollers = new CopyOnWriteArrayList<>();

	private final Set<BackCheckEndpoint> polled = new HashSet<>();

	private boolean running;

	/**
	 * Creates the pollers' life cycle; pollers come into being on start.
	 * @param coordinator gives settings and the instances that ask, decides, and knows
	 * what this process does
	 * @param handlers answer, and say where to poll
	 */
	public BackCheckPollers(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers) {
		this(coordinator, handlers, MessageObservations.NONE);
	}

	/**
	 * Creates the life cycle of pollers that are observed.
	 * @param coordinator gives settings and the instances that ask, decides, and knows
	 * what this process does
	 * @param handlers answer, and say where to poll
	 * @param observations observe the answers
	 */
	public BackCheckPollers(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
			MessageObservations observations) {
		this(coordinator, handlers, observations, DaemonThreadFactory::new);
	}

	BackCheckPollers(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
			MessageObservations observations, Function<String, ThreadFactory> threads) {
		this.coordinator = coordinator;
		this.handlers = handlers;
		this.observations = observations;
		this.threads = threads;
	}

	/**
	 * How the polling fares; does not wait for a start or stop that is under way.
	 * @return one status for each topic and group, none before the start and after the
	 * stop
	 */
	public List<BackCheckPollerStatus> status() {
		return this.pollers.stream().map(BackCheckPoller::status).toList();
	}

	@Override
	public synchronized void start() {
		if (this.running) {
			return;
		}
		this.running = true;
		this.handlers.onAddition(this::pollNew);
		try {
			pollNew();
		}
		catch (RuntimeException | Error ex) {
			stop();
			throw ex;
		}
	}

	/**
	 * Beans that nobody could see at the start come with their first call.
	 */
	private synchronized void pollNew() {
		if (!this.running) {
			return;
		}
		BackCheckAnswerer answerer = new BackCheckAnswerer(this.coordinator, this.handlers);
		for (BackCheckEndpoint endpoint : this.handlers.endpoints()) {
			if (this.polled.add(endpoint)) {
				BackCheckPoller poller = poller(endpoint, answerer);
				this.pollers.add(poller);
				poller.start();
			}
		}
	}

	private BackCheckPoller poller(BackCheckEndpoint endpoint, BackCheckAnswerer answerer) {
		RocketMqHttpInstance instance = this.coordinator.instances().get(endpoint.instance());
		InDoubtMessages inDoubt = this.coordinator.inFlight().inDoubt();
		BackCheckResponder responder = new BackCheckResponder(endpoint, instance.operations(), answerer, inDoubt,
				this.observations);
		TransactionSettings settings = this.coordinator.settings();
		BackCheckPools pools = new BackCheckPools(this.threads.apply(BackCheckPoller.threadName(endpoint) + "-"),
				settings.batchSize(), this.coordinator.logs().all());
		return new BackCheckPoller(endpoint, instance.client(), responder, pools, settings);
	}

	@Override
	public synchronized void stop() {
		this.pollers.forEach(BackCheckPoller::requestStop);
		Duration timeout = this.coordinator.settings().shutdownTimeout();
		long end = System.nanoTime() + timeout.toNanos();
		for (BackCheckPoller poller : this.pollers) {
			poller.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
		this.pollers.clear();
		this.polled.clear();
		this.running = false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/**
	 * The last to start and the first to stop, before a web server starts to refuse
	 * requests.
	 */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE;
	}

}
