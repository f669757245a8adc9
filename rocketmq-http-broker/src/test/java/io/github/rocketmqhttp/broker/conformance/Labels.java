package io.github.rocketmqhttp.broker.conformance;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Short names for ids and handles, numbered in the order in which they appear.
 */
final class Labels {

	private final String prefix;

	private final Map<String, String> labels = new LinkedHashMap<>();

	private final Map<String, String> values = new HashMap<>();

	Labels(String prefix) {
		this.prefix = prefix;
	}

	String label(String value) {
		return this.labels.computeIfAbsent(value, (unseen) -> {
			String label = this.prefix + (this.labels.size() + 1);
			this.values.put(label, unseen);
			return label;
		});
	}

	/**
	 * The value behind a label; what is no label stands for itself.
	 */
	String value(String label) {
		return this.values.getOrDefault(label, label);
	}

	/**
	 * The label of a value; what has none stands for itself.
	 */
	String known(String value) {
		return this.labels.getOrDefault(value, value);
	}

}
