package io.github.rocketmqhttp.reliability.chaos;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.reliability.faults.FaultCounts;
import io.github.rocketmqhttp.reliability.faults.FaultyDataSource;
import io.github.rocketmqhttp.reliability.faults.JdbcCall;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;

/**
 * The bad database below an instance's pool. No data source itself: the application has
 * one only.
 *
 * @param connections the physical ones
 */
record DatabaseFaults(FaultyDataSource connections) {

	/**
	 * How often each fault has happened, in a form for one line.
	 */
	String summary() {
		FaultCounts<JdbcCall, JdbcFault> counts = this.connections.counts();
		return Arrays.stream(JdbcFault.values())
			.filter((fault) -> fault != JdbcFault.NONE)
			.map((fault) -> fault + "=" + counts.of(fault))
			.collect(Collectors.joining(","));
	}

	static Map<JdbcFault, Long> parse(String summary) {
		Map<JdbcFault, Long> counts = new EnumMap<>(JdbcFault.class);
		for (String part : summary.split(",", -1)) {
			String[] pair = part.split("=", 2);
			counts.put(JdbcFault.valueOf(pair[0]), Long.valueOf(pair[1]));
		}
		return counts;
	}

}
