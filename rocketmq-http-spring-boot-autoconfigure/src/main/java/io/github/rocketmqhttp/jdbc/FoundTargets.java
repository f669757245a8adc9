package io.github.rocketmqhttp.jdbc;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Looks through the kinds of data sources that are known to choose. Asked each time,
 * because applications add databases while they run.
 */
final class FoundTargets implements DataSourceTargets {

	private static final Logger logger = LoggerFactory.getLogger(FoundTargets.class);

	private static final boolean DYNAMIC = ClassUtils
		.isPresent("com.baomidou.dynamic.datasource.DynamicRoutingDataSource", FoundTargets.class.getClassLoader());

	private static final String DEFAULT = "default";

	private final DataSource dataSource;

	FoundTargets(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	@Override
	public Map<String, DataSource> all() {
		Map<String, DataSource> found = new LinkedHashMap<>();
		collect("", this.dataSource, found);
		return found;
	}

	private static void collect(String name, DataSource dataSource, Map<String, DataSource> found) {
		Map<String, DataSource> targets = targets(dataSource);
		if (targets == null) {
			found.put(name, dataSource);
			return;
		}
		targets.forEach((key, target) -> collect(name.isEmpty() ? key : name + "/" + key, target, found));
	}

	/**
	 * The data sources that one chooses from.
	 * @return {@code null} if it does not choose
	 */
	private static @Nullable Map<String, DataSource> targets(DataSource dataSource) {
		if (dataSource instanceof AbstractRoutingDataSource routing) {
			return targets(routing);
		}
		if (DYNAMIC && Dynamic.isRouting(dataSource)) {
			return Dynamic.targets(dataSource);
		}
		DataSource inner = inner(dataSource);
		return (inner != null) ? targets(inner) : null;
	}

	private static Map<String, DataSource> targets(AbstractRoutingDataSource routing) {
		Map<String, DataSource> targets = new LinkedHashMap<>();
		DataSource byDefault = routing.getResolvedDefaultDataSource();
		if (byDefault != null && routing.getResolvedDataSources().values().stream().noneMatch(byDefault::equals)) {
			targets.put(DEFAULT, byDefault);
		}
		routing.getResolvedDataSources().forEach((key, target) -> targets.put(String.valueOf(key), target));
		return targets;
	}

	/**
	 * What a proxy stands for.
	 */
	private static @Nullable DataSource inner(DataSource dataSource) {
		if (dataSource instanceof DelegatingDataSource delegating) {
			return delegating.getTargetDataSource();
		}
		if (AopProxyUtils.getSingletonTarget(dataSource) instanceof DataSource target) {
			return target;
		}
		try {
			return dataSource.isWrapperFor(AbstractRoutingDataSource.class)
					? dataSource.unwrap(AbstractRoutingDataSource.class) : null;
		}
		catch (SQLException | RuntimeException ex) {
			logger.trace("A data source does not say what it wraps, so it stands for itself", ex);
			return null;
		}
	}

	/**
	 * Apart, so that an application without dynamic-datasource can load the class around.
	 */
	private static final class Dynamic {

		static boolean isRouting(DataSource dataSource) {
			return dataSource instanceof DynamicRoutingDataSource;
		}

		static Map<String, DataSource> targets(DataSource dataSource) {
			return new LinkedHashMap<>(((DynamicRoutingDataSource) dataSource).getDataSources());
		}

	}

}
