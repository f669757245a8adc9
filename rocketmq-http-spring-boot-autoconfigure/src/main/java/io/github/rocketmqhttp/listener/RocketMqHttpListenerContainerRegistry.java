package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Knows all listeners of one application context, starts them late and stops them early:
 * they run only while everything that they call runs. A broker that is away delays
 * nothing.
 */
public final class RocketMqHttpListenerContainerRegistry implements SmartLifecycle {

	/** Later than web servers and everything else with a default phase. */
	private static final int PHASE = Integer.MAX_VALUE - 100;

	private final ListenerSettings settings;

	private final @Nullable RocketMqHttpListenerContainerRegistry parent;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, ListenerContainer> containers = new LinkedHashMap<>();

	private boolean running;

	/**
	 * Creates an empty registry.
	 * @param settings whether to start with the application, and how long a stop may take
	 */
	public RocketMqHttpListenerContainerRegistry(ListenerSettings settings) {
		this(settings, null);
	}

	/**
	 * Creates an empty registry for a context that may have a parent.
	 * @param settings whether to start with the application, and how long a stop may take
	 * @param parent has the listeners of the context above this one, which those here
	 * must fit; {@code null} for none
	 */
	public RocketMqHttpListenerContainerRegistry(ListenerSettings settings,
			@Nullable RocketMqHttpListenerContainerRegistry parent) {
		this.settings = settings;
		this.parent = parent;
	}

	/**
	 * Adds a container, and starts it if the registry runs already.
	 * @param container the container
	 * @throws InvalidListenerException if it does not fit those that are there
	 */
	void register(ListenerContainer container) {
		this.lock.lock();
		try {
			ListenerRules.check(container, visible());
			this.containers.put(container.getId(), container);
			if (this.running && container.isAutoStartup()) {
				container.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * All listeners of this context and of those above it.
	 */
	private List<ListenerContainer> visible() {
		List<ListenerContainer> visible = new ArrayList<>((this.parent != null) ? this.parent.visible() : List.of());
		visible.addAll(getContainers());
		return visible;
	}

	/**
	 * Finds a container.
	 * @param id the listener's id
	 * @return the container, empty if there is none of that id
	 */
	public Optional<ListenerContainer> getContainer(String id) {
		return getContainers().stream().filter((container) -> container.getId().equals(id)).findFirst();
	}

	/**
	 * All containers.
	 * @return a copy, in the order of registration
	 */
	public Collection<ListenerContainer> getContainers() {
		this.lock.lock();
		try {
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Starts one listener.
	 * @param id its id
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void start(String id) {
		require(id).start();
	}

	/**
	 * Stops one listener, within the shutdown time-out.
	 * @param id its id
	 * @return whether the messages in hand and their acknowledgements ended in time
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public boolean stop(String id) {
		return require(id).stop(this.settings.shutdownTimeout());
	}

	/**
	 * Lets one listener stop polling for a while.
	 * @param id its id
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void pause(String id) {
		require(id).pause();
	}

	/**
	 * Ends the pause of one listener.
	 * @param id its id
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void resume(String id) {
		require(id).resume();
	}

	private ListenerContainer require(String id) {
		return getContainer(id).orElseThrow(() -> new IllegalArgumentException("There is no listener '" + id
				+ "'; there are " + getContainers().stream().map(ListenerContainer::getId).toList() + "."));
	}

	/**
	 * Starts all listeners that start by themselves.
	 */
	@Override
	public void start() {
		this.lock.lock();
		try {
			this.running = true;
			this.containers.values()
				.stream()
				.filter(ListenerContainer::isAutoStartup)
				.forEach(ListenerContainer::start);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Stops all containers at the same time, within one shutdown time-out.
	 */
	@Override
	public void stop() {
		Collection<ListenerContainer> stopping = markStopped();
		stopping.forEach(ListenerContainer::requestStop);
		long start = System.nanoTime();
		for (ListenerContainer container : stopping) {
			Duration left = this.settings.shutdownTimeout().minusNanos(System.nanoTime() - start);
			container.stop(left.isNegative() ? Duration.ZERO : left);
		}
	}

	private Collection<ListenerContainer> markStopped() {
		this.lock.lock();
		try {
			this.running = false;
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.running;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
