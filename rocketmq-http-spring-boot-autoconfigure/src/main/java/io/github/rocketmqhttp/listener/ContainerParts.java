package io.github.rocketmqhttp.listener;

/**
 * What a container is made of.
 *
 * @param workers call the method
 * @param list whether the method takes lists
 * @param invisibleTime knows how long messages stay with us
 * @param pace judges how many messages to fetch
 * @param acknowledging acknowledges
 * @param counters count
 */
record ContainerParts(Workers workers, boolean list, InvisibleTime invisibleTime, Pace pace,
		Acknowledging acknowledging, DeliveryCounters counters) {

}
