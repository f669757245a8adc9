package io.github.rocketmqhttp.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A level, what led to it, and what was measured. Collected by one thread.
 */
final class HealthReport {

	private HealthLevel level = HealthLevel.UP;

	private final List<String> reasons = new ArrayList<>();

	private final Map<String, Object> measured = new LinkedHashMap<>();

	/**
	 * Adds a finding; the worst one counts. What is well needs no words.
	 */
	void found(HealthLevel level, String reason) {
		if (level != HealthLevel.UP) {
			this.level = (level.compareTo(this.level) > 0) ? level : this.level;
			this.reasons.add(reason);
		}
	}

	void measured(String name, Object value) {
		this.measured.put(name, value);
	}

	HealthLevel level() {
		return this.level;
	}

	List<String> reasons() {
		return List.copyOf(this.reasons);
	}

	/**
	 * What the health endpoint shows: the reasons, if there are any, and the
	 * measurements.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		if (!this.reasons.isEmpty()) {
			details.put("reasons", reasons());
		}
		details.putAll(this.measured);
		return details;
	}

}
