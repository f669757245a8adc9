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

	private static final String DEFAULT = "default target";

	private final DataSource dataSource;

	/** Known by the first question: not all are set up when this is created. */
	private volatile @Nullable DataSource unwrapped;

	FoundTargets(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	@Override
	public Map<String, DataSource> all() {
		DataSource root = this.unwrapped;
		if (root == null) {
			root = unwrap(this.dataSource);
			this.unwrapped = root;
		}
		Map<String, DataSource> targets = targets(root);
		if (targets == null) {
			return Map.of("", this.dataSource);
		}
		Map<String, DataSource> found = new LinkedHashMap<>();
		targets.forEach((name, target) -> collect(name, target, found));
		return found;
	}

	/**
	 * Wrappers of other libraries say what they wrap.
	 * @return what chooses, else the data source itself
	 */
	private static DataSource unwrap(DataSource dataSource) {
		try {
			if (targets(dataSource) == null && dataSource.isWrapperFor(AbstractRoutingDataSource.class)) {
				return dataSource.unwrap(AbstractRoutingDataSource.class);
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.trace("A data source does not say what it wraps, so it stands for itself", ex);
		}
		return dataSource;
	}

	private static void collect(String name, DataSource dataSource, Map<String, DataSource> found) {
		Map<String, DataSource> targets = targets(dataSource);
		if (targets == null) {
			found.put(name, dataSource);
			return;
		}
		targets.forEach((key, target) -> collect(name + "/" + key, target, found));
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
		return (AopProxyUtils.getSingletonTarget(dataSource) instanceof DataSource target) ? target : null;
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
