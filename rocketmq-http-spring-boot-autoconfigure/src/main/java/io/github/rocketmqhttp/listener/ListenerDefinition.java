package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.client.ConsumeRequest;

/**
 * How one listener runs, nothing left open.
 *
 * @param id its name
 * @param instance the instance of the service; empty for the factory's own
 * @param request what to poll for
 * @param concurrency calls side by side
 * @param ackMode who acknowledges
 * @param ordered whether to consume in order
 * @param autoStartup whether it starts with the registry
 */
record ListenerDefinition(String id, String instance, ConsumeRequest request, int concurrency, AckMode ackMode,
		boolean ordered, boolean autoStartup) {

}
