package io.github.rocketmqhttp.reliability.setup;

import java.util.Map;

import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Keeps every other order in the second database, and what is no order in the first one.
 */
final class OrderRouting extends AbstractRoutingDataSource {

	private static final ThreadLocal<@Nullable String> order = new ThreadLocal<>();

	OrderRouting(TestDatabase first, TestDatabase second) {
		setTargetDataSources(Map.of(0, first.dataSource(), 1, second.dataSource()));
		setDefaultTargetDataSource(first.dataSource());
		afterPropertiesSet();
	}

	static void with(String current, Runnable work) {
		order.set(current);
		try {
			work.run();
		}
		finally {
			order.remove();
		}
	}

	@Override
	protected @Nullable Object determineCurrentLookupKey() {
		String current = order.get();
		return (current != null) ? Math.floorMod(current.hashCode(), 2) : null;
	}

}
