package io.github.rocketmqhttp.listener;

import java.time.Duration;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.util.backoff.BackOff;

/**
 * Runs one listener: polls, and hands each batch to its worker. Safe for concurrent use.
 */
public final class ListenerContainer {

	private final String id;

	private final ConsumeRequest request;

	private final PollingLoop<ReceivedMessage> loop;

	ListenerContainer(String id, ConsumeRequest request, RocketMqHttpClient client, BatchWorker worker,
			BackOff backOff) {
		this.id = id;
		this.request = request;
		this.loop = new PollingLoop<>("rocketmq-http-listener-" + id, () -> client.consumeAsync(request),
				(batch) -> worker.handle(batch, this::isRunning), backOff);
	}

	/**
	 * The name of the listener.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * What it polls for.
	 * @return topic, group, tag, batch size and wait time
	 */
	public ConsumeRequest getRequest() {
		return this.request;
	}

	/**
	 * Starts to poll. Does nothing when it runs.
	 */
	public void start() {
		this.loop.start();
	}

	/**
	 * Asks the container to stop and returns at once: the poll is aborted, and a batch
	 * ends after the message in hand.
	 */
	public void requestStop() {
		this.loop.requestStop();
	}

	/**
	 * Stops: aborts the poll, waits for the message in hand and for the acknowledgements.
	 * What is left of its batch comes back after its invisible time.
	 * @param timeout how long to wait; then the method is interrupted
	 * @return whether all ended in time
	 */
	public boolean stop(Duration timeout) {
		return this.loop.stop(timeout);
	}

	/**
	 * Whether it has been started and not been asked to stop.
	 * @return whether it polls
	 */
	public boolean isRunning() {
		return this.loop.isRunning();
	}

}
