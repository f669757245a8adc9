package io.github.rocketmqhttp.jdbc;

import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * The databases behind a data source that chooses one for each transaction, such as that
 * of a tenant or of a shard. A transaction log or an inbox keeps rows in each of them.
 * Safe for concurrent use.
 * <p>
 * Needed where {@link #of} does not find them, and where there are more than a message
 * can name. A bean of this type serves the log and the inbox that are set up by
 * themselves.
 */
public interface DataSourceTargets {

	/**
	 * Lists the databases, at this moment: there may be more the next time. Called for
	 * each message and each back-check. Read replicas are left out: nothing can be
	 * written to them.
	 * @return data sources that do not choose, by names of at most 64 characters that
	 * appear in logs
	 */
	Map<String, DataSource> all();

	/**
	 * Names the database that a transaction would run in if it began now on this thread.
	 * With it a back-check asks one database only.
	 * @return a name out of {@link #all}, {@code null} if that is not known beforehand
	 */
	default @Nullable String current() {
		return null;
	}

	/**
	 * Finds the databases by what a data source is: that of Spring's
	 * {@code AbstractRoutingDataSource} and of {@code DynamicRoutingDataSource} of
	 * dynamic-datasource, also inside of each other and behind proxies; any other stands
	 * for itself.
	 * @param dataSource the data source
	 * @return its databases
	 */
	static DataSourceTargets of(DataSource dataSource) {
		return new FoundTargets(dataSource);
	}

}
