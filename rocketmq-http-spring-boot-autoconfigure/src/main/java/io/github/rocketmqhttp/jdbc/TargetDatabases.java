package io.github.rocketmqhttp.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import javax.sql.DataSource;

/**
 * What a log or an inbox knows of each of its databases, kept for as long as
 * {@link DataSourceTargets} lists the same data source. Safe for concurrent use.
 *
 * @param <D> what is known of a database
 */
public final class TargetDatabases<D> {

	/** One more than it takes if a data source has just been exchanged. */
	private static final int MAX_CALLS = 3;

	private final String owner;

	private final DataSourceTargets targets;

	private final BiFunction<String, DataSource, D> factory;

	private final Map<String, Known<D>> known = new ConcurrentHashMap<>();

	private volatile List<D> last = List.of();

	/**
	 * Creates it; nothing is listed yet.
	 * @param owner names the log or the inbox in texts
	 * @param targets lists the databases
	 * @param factory makes what is known of a database, from its name and its data source
	 */
	public TargetDatabases(String owner, DataSourceTargets targets, BiFunction<String, DataSource, D> factory) {
		this.owner = owner;
		this.targets = targets;
		this.factory = factory;
	}

	/**
	 * All databases, at this moment.
	 * @return what is known of them
	 * @throws InvalidTableException if the data sources are other objects at each call
	 */
	public List<D> all() {
		Map<String, DataSource> all = this.targets.all();
		List<D> databases = this.last;
		if (databases.size() != all.size() || !isKnown(all)) {
			databases = update();
			this.last = databases;
		}
		return databases;
	}

	/**
	 * The databases that a transaction may run in that begins now on this thread.
	 * @return what is known of them; empty if the name of the current one is not listed
	 * @throws InvalidTableException if the data sources are other objects at each call
	 */
	public Optional<List<D>> ofNextTransaction() {
		List<D> all = all();
		String name = this.targets.current();
		if (name == null) {
			return Optional.of(all);
		}
		return Optional.ofNullable(this.known.get(name)).map((named) -> List.of(named.database()));
	}

	private boolean isKnown(Map<String, DataSource> all) {
		return all.entrySet().stream().allMatch((target) -> {
			Known<D> found = this.known.get(target.getKey());
			return found != null && found.dataSource() == target.getValue();
		});
	}

	private synchronized List<D> update() {
		Map<String, DataSource> all = listTwice();
		this.known.keySet().retainAll(all.keySet());
		List<D> databases = new ArrayList<>(all.size());
		all.forEach(
				(name, dataSource) -> databases.add(
						this.known
							.compute(name,
									(key, before) -> (before != null && before.dataSource() == dataSource) ? before
											: new Known<>(dataSource, this.factory.apply(name, dataSource)))
							.database()));
		return List.copyOf(databases);
	}

	/**
	 * What was learned of a database that is another one at the next call would never be
	 * found again.
	 */
	private Map<String, DataSource> listTwice() {
		Map<String, DataSource> before = this.targets.all();
		for (int i = 1; i < MAX_CALLS; i++) {
			Map<String, DataSource> all = this.targets.all();
			if (isSame(before, all)) {
				return all;
			}
			before = all;
		}
		throw new InvalidTableException(
				"DataSourceTargets.all(), which lists the databases of " + this.owner
						+ ", gives other data source objects at each call.",
				"Create each data source once and keep it, for example in a map that all() returns.", null);
	}

	private static boolean isSame(Map<String, DataSource> before, Map<String, DataSource> after) {
		return before.keySet().equals(after.keySet())
				&& after.entrySet().stream().allMatch((target) -> before.get(target.getKey()) == target.getValue());
	}

	private record Known<D>(DataSource dataSource, D database) {
	}

}
