package io.github.rocketmqhttp.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.ServerStatus;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.InDoubtMessages;
import io.github.rocketmqhttp.transaction.InFlightTransactions;

/**
 * The parts of an application that have something to tell. Looking at them makes nothing,
 * sends nothing and waits for nothing.
 */
public final class Inventory {

	/** Names the instance of the service that has no name of its own. */
	private static final String DEFAULT_INSTANCE = "default";

	private final Supplier<Map<String, ServerStatus>> servers;

	private final Supplier<Map<String, PublishState>> publishing;

	private final InFlightTransactions inFlight;

	private final BackCheckPollers pollers;

	private final RocketMqHttpListenerContainerRegistry listeners;

	/**
	 * Collects the parts.
	 * @param servers what is known of the servers at this moment, by the name of the
	 * instance
	 * @param publishing how publishing goes at this moment, by the name of the instance
	 * @param inFlight knows the transactions and the messages in doubt
	 * @param pollers poll for back-checks
	 * @param listeners poll for messages
	 */
	public Inventory(Supplier<Map<String, ServerStatus>> servers, Supplier<Map<String, PublishState>> publishing,
			InFlightTransactions inFlight, BackCheckPollers pollers, RocketMqHttpListenerContainerRegistry listeners) {
		this.servers = servers;
		this.publishing = publishing;
		this.inFlight = inFlight;
		this.pollers = pollers;
		this.listeners = listeners;
	}

	/**
	 * What people read instead of the empty name of the default instance.
	 */
	static String print(String instance) {
		return instance.isEmpty() ? DEFAULT_INSTANCE : instance;
	}

	Map<String, ServerStatus> servers() {
		return this.servers.get();
	}

	Map<String, PublishState> publishing() {
		return this.publishing.get();
	}

	/**
	 * All poll loops.
	 */
	List<PollLoop> loops() {
		List<PollLoop> loops = new ArrayList<>();
		this.pollers.status()
			.forEach((poller) -> loops
				.add(new PollLoop("back-checks of " + poller.topic() + " for " + poller.consumerGroup(),
						poller.instance(), poller.polling())));
		this.listeners.getContainers()
			.forEach((listener) -> loops.add(
					new PollLoop("listener " + listener.getId(), listener.getInstance(), listener.getPollingStatus())));
		return loops;
	}

	InFlightTransactions inFlight() {
		return this.inFlight;
	}

	InDoubtMessages inDoubt() {
		return this.inFlight.inDoubt();
	}

	BackCheckPollers pollers() {
		return this.pollers;
	}

	RocketMqHttpListenerContainerRegistry listeners() {
		return this.listeners;
	}

}
