package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.jdbc.DynamicTransaction;
import io.github.rocketmqhttp.jdbc.ManagedDataSource;
import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.jdbc.PurgedTable;
import io.github.rocketmqhttp.jdbc.Statements;
import io.github.rocketmqhttp.observation.RepeatedWarnings;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionIds;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.jdbc.LogTable.Insertion;
import io.github.rocketmqhttp.transaction.jdbc.LogTable.Presence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction log in a table beside the business's own.
 * <p>
 * A back-check uses up to three transactions of its own, as {@link OwnTransaction} says:
 * read the row; where there is none, insert a tombstone; where that collides, read again.
 * An uncommitted row makes the tombstone wait, in whichever process it was written, so a
 * transaction that runs shows itself without any heartbeat. At most two back-checks wait
 * like that at a time, for each database.
 * <p>
 * Where the data source chooses between several databases, each has such a table, and the
 * row is in that of the transaction. A back-check then reads all that the message names,
 * and only tombstones in all of them say that the transaction cannot have committed.
 */
public final class JdbcTransactionLog implements TransactionLog, PurgedTable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcTransactionLog.class);

	/** What the column holds. */
	private static final int MAX_ATTEMPTS_LENGTH = 1000;

	/** Of the 10 s that a check's handle lives; what is done until then stays done. */
	private static final Duration TIME_FOR_FENCES = Duration.ofSeconds(5);

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

	private final String name;

	private final DataSource dataSource;

	private final JdbcTransactionLogSettings settings;

	private final LogTable table;

	private final LogDatabases databases;

	private volatile boolean prepared;

	/**
	 * Creates the log for one database, or for those that the data source is
	 * {@linkplain DataSourceTargets#of known} to choose from.
	 * @param name names it in messages: 1 to 64 characters out of A-Z, a-z, 0-9, '_' and
	 * '-', not to be changed while messages are in doubt
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * logs
	 * @param settings the rest
	 */
	public JdbcTransactionLog(String name, DataSource dataSource, JdbcTransactionLogSettings settings) {
		this(name, dataSource, settings, DataSourceTargets.of(ManagedDataSource.unwrap(dataSource)));
	}

	/**
	 * Creates the log for several databases.
	 * @param name names it in messages: 1 to 64 characters out of A-Z, a-z, 0-9, '_' and
	 * '-', not to be changed while messages are in doubt
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * logs
	 * @param settings the rest, for each database
	 * @param targets the databases that those transactions run in
	 */
	public JdbcTransactionLog(String name, DataSource dataSource, JdbcTransactionLogSettings settings,
			DataSourceTargets targets) {
		this.name = name;
		this.dataSource = ManagedDataSource.unwrap(dataSource);
		this.settings = settings;
		this.table = new LogTable(this.dataSource, settings.tableName());
		this.databases = new LogDatabases(name, targets, settings);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String identity() {
		try {
			return this.databases.identity();
		}
		catch (TransactionLogException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new TransactionLogException("The identity of the transaction log '" + this.name
					+ "' could not be read or made, so nothing was sent; mend the database or its table "
					+ this.settings.tableName() + ", then call again.", ex);
		}
	}

	@Override
	public boolean hasIdentity(String identity) {
		return this.databases.areIn(identity);
	}

	/**
	 * How the log keeps its rows.
	 * @return the settings
	 */
	public JdbcTransactionLogSettings settings() {
		return this.settings;
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return ManagedDataSource.of(manager) == this.dataSource;
	}

	@Override
	public boolean isInTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	@Override
	public @Nullable Object boundResource() {
		return TransactionSynchronizationManager.getResource(this.dataSource);
	}

	@Override
	public void prepare() {
		this.databases.all().forEach(LogDatabase::prepare);
		this.prepared = true;
	}

	@Override
	public String description() {
		return "the transaction log '" + this.name + "'";
	}

	@Override
	public Duration purgeInterval() {
		return this.settings.purgeInterval();
	}

	@Override
	public int purgeBatchSize() {
		return this.settings.purgeBatchSize();
	}

	@Override
	public boolean isPrepared() {
		return this.prepared;
	}

	@Override
	public void record(String transactionId, Collection<String> attemptIds, String identity) {
		String attempts = join(attemptIds);
		if (!isInTransaction()) {
			throw failure("no transaction of its data source runs on this thread: call within a transaction whose"
					+ " manager shows its connection to the data source", null);
		}
		if (DynamicTransaction.isRunning()) {
			throw failure("a @DSTransactional runs around it, which commits and rolls back without Spring: use"
					+ " @Transactional", null);
		}
		if (!TransactionIds.isFresh(transactionId)) {
			throw failure("its messages were published more than 24 h ago, so the broker may have given them up: call"
					+ " again", null);
		}
		try {
			requireDone(insert(transactionId, attempts, identity));
		}
		catch (DuplicateKeyException ex) {
			throw new TransactionFencedException(transactionId, ex);
		}
		catch (DataAccessException ex) {
			throw refused("mend the database or its table " + this.settings.tableName() + ", then call again", ex);
		}
	}

	private Insertion insert(String transactionId, String attempts, String identity) {
		Insertion insertion = this.table.insert(transactionId, attempts, identity);
		return (insertion == Insertion.ELSEWHERE && restoreIdentity(identity))
				? this.table.insert(transactionId, attempts, identity) : insertion;
	}

	/**
	 * Where there is no second connection for it, the next message makes another
	 * identity, before its transaction begins.
	 */
	private boolean restoreIdentity(String identity) {
		boolean restored = false;
		for (LogDatabase database : this.databases.named(identity)) {
			try {
				restored |= database.restoreIdentity();
			}
			catch (RuntimeException ex) {
				logger.debug("The identity of the transaction log '{}' is read again at its next message", database,
						ex);
				database.forgetIdentity();
			}
		}
		return restored;
	}

	private void requireDone(Insertion insertion) {
		if (insertion == Insertion.NO_TRANSACTION) {
			throw failure("the connection of its data source is in auto-commit mode, outside of the transaction"
					+ " that runs: use the transaction manager of that data source", null);
		}
		if (insertion == Insertion.ELSEWHERE) {
			throw failure("the transaction runs in a database or schema that is none of those whose table "
					+ this.settings.tableName() + " would be asked about it: declare a DataSourceTargets bean that"
					+ " lists it", null);
		}
	}

	@Override
	public void amend(String transactionId, Collection<String> attemptIds) {
		String attempts = join(attemptIds);
		try {
			if (this.table.update(transactionId, attempts) != 1) {
				throw failure("its row is gone before the transaction has ended", null);
			}
		}
		catch (DataAccessException ex) {
			throw refused("mend the database or its table " + this.settings.tableName() + ", then call again", ex);
		}
	}

	@Override
	public Optional<Boolean> isRecorded(String transactionId, String identity) {
		if (!this.settings.confirmBeforeCommit()) {
			return Optional.empty();
		}
		try {
			Presence presence = this.table.look(transactionId, identity, Statements.TRANSACTION_TIMEOUT);
			return Optional.of(presence == Presence.THERE || (presence == Presence.WITHOUT_IDENTITY
					&& (restoreIdentity(identity) || this.databases.areIn(identity))));
		}
		catch (DataAccessException ex) {
			throw refused("its row could not be read before the commit", ex);
		}
	}

	@Override
	public boolean hasOutlivedRollback(String transactionId, String identity) {
		return boundResource() instanceof ConnectionHolder
				&& this.table.look(transactionId, identity, Statements.NO_TIMEOUT) != Presence.GONE;
	}

	@Override
	public void rollBackUnlessRecorded(String transactionId, String identity) {
		if (!(boundResource() instanceof ConnectionHolder holder)) {
			return;
		}
		try {
			if (this.table.look(transactionId, identity, Statements.NO_TIMEOUT) != Presence.GONE) {
				return;
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The row of transaction {} cannot be seen at its end", transactionId, ex);
		}
		try {
			holder.getConnection().rollback();
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The connection of transaction {} cannot roll back any more", transactionId, ex);
		}
	}

	/**
	 * Some databases would cut what is too long, and with it messages.
	 */
	private String join(Collection<String> attemptIds) {
		String attempts = LogEntry.join(attemptIds);
		if (attempts.length() > MAX_ATTEMPTS_LENGTH) {
			throw failure(attemptIds.size() + " messages in one call are more than a row holds: make several calls",
					null);
		}
		return attempts;
	}

	/**
	 * What runs side by side is no fault of the log: whoever repeats transactions is to
	 * repeat this one.
	 */
	private RuntimeException refused(String why, DataAccessException ex) {
		return (ex instanceof ConcurrencyFailureException) ? ex : failure(why, ex);
	}

	private TransactionLogException failure(String why, @Nullable Exception cause) {
		return new TransactionLogException("The transaction log '" + this.name
				+ "' could not be written, so the transaction is rolled back; " + why + ".", cause);
	}

	@Override
	public Optional<TransactionResolution> lookUp(String transactionId, String attemptId, @Nullable String identity) {
		if (!TransactionIds.isPlausible(transactionId)) {
			return Optional.empty();
		}
		LogReading reading = LogReading.of(transactionId, this.databases.named(identity));
		if (reading.isSilent()) {
			this.repeated.warn(transactionId, "read",
					"The transaction log '{}' cannot be read for transaction {}; the broker will ask again", this.name,
					transactionId, Objects.requireNonNull(reading.failure()));
		}
		return reading.resolve(attemptId);
	}

	@Override
	public TransactionResolution resolve(String transactionId, String attemptId, @Nullable String identity) {
		if (!TransactionIds.isPlausible(transactionId)) {
			logger.debug("The transaction log '{}' is not asked about an id that is not one of this library",
					this.name);
			return TransactionResolution.UNKNOWN;
		}
		try {
			return fence(transactionId, attemptId, this.databases.named(identity));
		}
		catch (QueryTimeoutException | ConcurrencyFailureException ex) {
			logger.debug("The transaction {} still runs, says the transaction log '{}'", transactionId, this.name);
		}
		catch (RuntimeException ex) {
			// Whatever a driver or a pool throws: it is no answer.
			this.repeated.warn(transactionId, "resolve " + ex.getClass().getName(),
					"The transaction log '{}' does not know about transaction {} yet; the broker will ask again",
					this.name, transactionId, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return TransactionResolution.UNKNOWN;
	}

	/**
	 * Leaves tombstones where there is no row. Those of one check stay for the next.
	 */
	private TransactionResolution fence(String transactionId, String attemptId, List<LogDatabase> named)
			throws InterruptedException {
		long start = System.nanoTime();
		LogReading reading = LogReading.of(transactionId, named);
		if (reading.isSilent()) {
			throw Objects.requireNonNull(reading.failure());
		}
		Optional<TransactionResolution> answer = reading.resolve(attemptId);
		if (answer.isPresent()) {
			return answer.get();
		}
		for (LogDatabase database : reading.absent()) {
			if (System.nanoTime() - start > TIME_FOR_FENCES.toNanos()) {
				throw new QueryTimeoutException("Tombstones in all databases take more time than a back-check has");
			}
			if (!database.fence(transactionId)) {
				Optional<LogEntry> row = database.find(transactionId);
				if (row.isEmpty() || !row.get().isTombstone()) {
					return row.map((found) -> found.resolve(attemptId)).orElse(TransactionResolution.UNKNOWN);
				}
			}
		}
		return TransactionResolution.ROLLBACK;
	}

	/**
	 * Deletes rows that no back-check asks for any more, in all databases.
	 */
	@Override
	public int purge(Instant now) {
		return PurgedTable.purgeEach(this.databases.all(), (database) -> database.purge(now), purgeBatchSize());
	}

}
