package io.github.rocketmqhttp.transaction.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.jdbc.TargetDatabases;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import org.jspecify.annotations.Nullable;

/**
 * The databases that the transactions of a log run in: one as a rule, several where the
 * data source chooses. A message names all of them by their identities, or the one that
 * its transaction is to run in, so an instance that knows others, or lacks one, can tell.
 * Safe for concurrent use.
 */
final class LogDatabases {

	/** Of 37 characters each as a rule, in one property of every message. */
	private static final int MAX_IDENTITIES = 16;

	/** No character of identities, and one that property values may hold. */
	private static final String SEPARATOR = ".";

	private final String log;

	private final JdbcTransactionLogSettings settings;

	private final TargetDatabases<LogDatabase> databases;

	LogDatabases(String log, DataSourceTargets targets, JdbcTransactionLogSettings settings) {
		this.log = log;
		this.settings = settings;
		this.databases = new TargetDatabases<>("the transaction log '" + log + "'", targets, this::create);
	}

	/**
	 * All of them, at this moment.
	 */
	List<LogDatabase> all() {
		return this.databases.all();
	}

	/**
	 * The only one has no name.
	 */
	private LogDatabase create(String name, DataSource dataSource) {
		return name.isEmpty() ? new LogDatabase(this.log, dataSource, this.settings, null)
				: new LogDatabase(this.log + "/" + name, dataSource, this.settings, new Rest());
	}

	/**
	 * The identities of those that the row of a transaction may be in that begins now on
	 * this thread. A database that does not answer and never has is left out, if there
	 * are others: no row can be written there.
	 * @throws TransactionLogException if a message cannot name them
	 * @throws RuntimeException if no database tells
	 */
	String identity() {
		SortedSet<String> identities = new TreeSet<>();
		RuntimeException failure = null;
		for (LogDatabase database : ofNextTransaction()) {
			try {
				identities.add(database.identity());
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		if (identities.isEmpty() && failure != null) {
			throw failure;
		}
		if (identities.size() > MAX_IDENTITIES) {
			throw new TransactionLogException("The transaction log '" + this.log + "' is kept in " + identities.size()
					+ " databases, and a message can name " + MAX_IDENTITIES
					+ " of them, so nothing was sent: declare a DataSourceTargets bean whose current() names the one"
					+ " that a transaction runs in.", null);
		}
		return String.join(SEPARATOR, identities);
	}

	private List<LogDatabase> ofNextTransaction() {
		return this.databases.ofNextTransaction()
			.orElseThrow(() -> new TransactionLogException("The transaction log '" + this.log
					+ "' is not kept in the database that DataSourceTargets.current() names, so nothing was sent: name"
					+ " one of those that all() lists.", null));
	}

	/**
	 * Whether all databases that a message names are among these, as their tables say at
	 * this moment. One that does not answer counts by what it said last.
	 * @throws RuntimeException if that cannot be told now
	 */
	boolean areIn(String identity) {
		Set<String> missing = new HashSet<>(split(identity));
		List<LogDatabase> all = all();
		RuntimeException failure = null;
		for (LogDatabase database : all) {
			String known = database.knownIdentity();
			if (known != null && !missing.contains(known) && all.size() > 1) {
				continue;
			}
			try {
				database.readIdentity().ifPresent(missing::remove);
			}
			catch (RuntimeException ex) {
				failure = ex;
				if (known != null && all.size() > 1) {
					missing.remove(known);
				}
			}
		}
		if (!missing.isEmpty() && failure != null) {
			throw failure;
		}
		return missing.isEmpty();
	}

	/**
	 * Those that a message names.
	 * @param identity as the message carries it, {@code null} in those of versions that
	 * had none
	 * @return none at all if one of them is not known
	 */
	List<LogDatabase> named(@Nullable String identity) {
		List<LogDatabase> all = all();
		if (identity == null) {
			return all;
		}
		Set<String> missing = new HashSet<>(split(identity));
		Collection<String> identities = Set.copyOf(missing);
		List<LogDatabase> named = new ArrayList<>(identities.size());
		for (LogDatabase database : all) {
			String known = database.knownIdentity();
			if (known != null && identities.contains(known)) {
				named.add(database);
				missing.remove(known);
			}
		}
		return missing.isEmpty() ? named : List.of();
	}

	static Collection<String> split(String identity) {
		return Arrays.asList(identity.split("\\" + SEPARATOR, -1));
	}

}
