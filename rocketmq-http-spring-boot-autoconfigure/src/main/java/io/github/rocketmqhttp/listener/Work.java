package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one worker does in one go.
 *
 * @param key the sharding key; {@code null} when order does not matter
 * @param deliveries the messages, in order
 */
record Work(@Nullable String key, List<Delivery> deliveries) {

	Work {
		deliveries = List.copyOf(deliveries);
	}

	int size() {
		return this.deliveries.size();
	}

	/**
	 * Cuts a batch by sharding keys. Messages without one count as one key, as they do
	 * for the broker.
	 */
	static List<Work> byKey(List<Delivery> batch) {
		Map<String, List<Delivery>> keys = new LinkedHashMap<>();
		for (Delivery delivery : batch) {
			String key = delivery.message().shardingKey();
			keys.computeIfAbsent((key != null) ? key : "", (absent) -> new ArrayList<>()).add(delivery);
		}
		return keys.entrySet().stream().map((entry) -> new Work(entry.getKey(), entry.getValue())).toList();
	}

	/**
	 * Cuts a batch into its messages.
	 */
	static List<Work> single(List<Delivery> batch) {
		return batch.stream().map((delivery) -> new Work(null, List.of(delivery))).toList();
	}

}
