package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ManagedDataSource;
import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.jdbc.PurgedTable;
import io.github.rocketmqhttp.jdbc.TableDescription;
import io.github.rocketmqhttp.jdbc.TableSchema;
import io.github.rocketmqhttp.observation.RepeatedWarnings;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionIds;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction log in a table beside the business's own.
 * <p>
 * A back-check uses up to three transactions of its own, as {@link OwnTransaction} says:
 * read the row; where there is none, insert a tombstone; where that collides, read again.
 * An uncommitted row makes the tombstone wait, in whichever process it was written, so a
 * transaction that runs shows itself without any heartbeat. At most two back-checks wait
 * like that at a time.
 */
public final class JdbcTransactionLog implements TransactionLog, PurgedTable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcTransactionLog.class);

	/** What the column holds. */
	private static final int MAX_ATTEMPTS_LENGTH = 1000;

	private static final int MAX_WAITING = 2;

	/** With the wait itself this stays within the 10 s that a check's handle lives. */
	private static final int SECONDS_FOR_A_PERMIT = 4;

	private static final int PURGE_TIMEOUT_SECONDS = 30;

	/** Rows whose ids lie further ahead are looked for at the upper end of the key. */
	private static final Duration FUTURE = Duration.ofDays(1);

	private final RepeatedWarnings repeated = new RepeatedWarnings(logger);

	private final String name;

	private final DataSource dataSource;

	private final JdbcTransactionLogSettings settings;

	private final LogTable table;

	private final OwnTransaction own;

	private final LogTable ownTable;

	private final LogIdentity identity;

	private volatile boolean prepared;

	private final Semaphore waiting = new Semaphore(MAX_WAITING, true);

	/**
	 * Creates the log.
	 * @param name names it in messages: 1 to 64 characters out of A-Z, a-z, 0-9, '_' and
	 * '-', not to be changed while messages are in doubt
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * logs
	 * @param settings the rest
	 */
	public JdbcTransactionLog(String name, DataSource dataSource, JdbcTransactionLogSettings settings) {
		this.name = name;
		this.dataSource = ManagedDataSource.unwrap(dataSource);
		this.settings = settings;
		this.table = new LogTable(this.dataSource, settings.tableName());
		this.own = new OwnTransaction(this.dataSource);
		this.ownTable = new LogTable(this.own.dataSource(), settings.tableName());
		this.identity = new LogIdentity(name, this.own, this.ownTable, timeoutSeconds());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String identity() {
		try {
			return this.identity.get();
		}
		catch (RuntimeException ex) {
			throw new TransactionLogException("The identity of the transaction log '" + this.name
					+ "' could not be read or made, so nothing was sent; mend the database or its table "
					+ this.settings.tableName() + ", then call again.", ex);
		}
	}

	@Override
	public boolean hasIdentity(String identity) {
		return this.identity.read().filter(identity::equals).isPresent();
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
		boolean answers = new TableSchema(this.dataSource, describe()).prepare(this.table::probe);
		this.prepared = true;
		if (!answers) {
			return;
		}
		try {
			// Now, while no transaction holds a connection.
			this.identity.refresh();
		}
		catch (RuntimeException ex) {
			logger.debug("The identity of the transaction log '{}' is read or made at its first message", this.name,
					ex);
		}
	}

	private TableDescription describe() {
		return new TableDescription("the transaction log", JdbcTransactionLog.class,
				JdbcTransactionLogSettings.DEFAULT_TABLE_NAME, this.settings.tableName(),
				this.settings.initializeSchema(), "rocketmq-http.transaction.log",
				"Or set rocketmq-http.transaction.log.enabled=false and answer back-checks with @BackCheckHandler.");
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
	public void record(String transactionId, Collection<String> attemptIds) {
		String attempts = join(attemptIds);
		if (!isInTransaction()) {
			throw failure("no transaction of its data source runs on this thread: call within a transaction whose"
					+ " manager shows its connection to the data source", null);
		}
		try {
			if (!this.table.insert(transactionId, attempts)) {
				throw failure("the connection of its data source is in auto-commit mode, outside of the transaction"
						+ " that runs: use the transaction manager of that data source", null);
			}
		}
		catch (DuplicateKeyException ex) {
			throw new TransactionFencedException(transactionId, ex);
		}
		catch (DataAccessException ex) {
			throw failure("mend the database or its table " + this.settings.tableName() + ", then call again", ex);
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
			throw failure("mend the database or its table " + this.settings.tableName() + ", then call again", ex);
		}
	}

	@Override
	public Optional<Boolean> isRecorded(String transactionId) {
		if (!this.settings.confirmBeforeCommit()) {
			return Optional.empty();
		}
		try {
			return Optional.of(this.table.exists(transactionId));
		}
		catch (DataAccessException ex) {
			throw failure("its row could not be read before the commit", ex);
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

	private TransactionLogException failure(String why, @Nullable Exception cause) {
		return new TransactionLogException("The transaction log '" + this.name
				+ "' could not be written, so the transaction is rolled back; " + why + ".", cause);
	}

	@Override
	public Optional<TransactionResolution> lookUp(String transactionId, String attemptId) {
		if (!TransactionIds.isPlausible(transactionId)) {
			return Optional.empty();
		}
		try {
			return find(transactionId).map((row) -> row.resolve(attemptId));
		}
		catch (RuntimeException ex) {
			this.repeated.warn(transactionId, "read " + ex.getClass().getName(),
					"The transaction log '{}' cannot be read for transaction {}; the broker will ask again", this.name,
					transactionId, ex);
			return Optional.of(TransactionResolution.UNKNOWN);
		}
	}

	@Override
	public TransactionResolution resolve(String transactionId, String attemptId) {
		if (!TransactionIds.isPlausible(transactionId)) {
			logger.debug("The transaction log '{}' is not asked about an id that is not one of this library",
					this.name);
			return TransactionResolution.UNKNOWN;
		}
		try {
			Optional<LogEntry> entry = find(transactionId);
			if (entry.isEmpty()) {
				if (fence(transactionId)) {
					return TransactionResolution.ROLLBACK;
				}
				entry = find(transactionId);
			}
			return entry.map((row) -> row.resolve(attemptId)).orElse(TransactionResolution.UNKNOWN);
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

	private Optional<LogEntry> find(String transactionId) {
		return this.own.call(() -> this.ownTable.find(transactionId, timeoutSeconds()));
	}

	/**
	 * Leaves a tombstone, unless the transaction's own row is there first.
	 * @return whether the tombstone has committed
	 */
	private boolean fence(String transactionId) throws InterruptedException {
		if (!this.waiting.tryAcquire(SECONDS_FOR_A_PERMIT, TimeUnit.SECONDS)) {
			throw new QueryTimeoutException("Too many back-checks wait for transactions that still run");
		}
		try {
			return this.own.call(() -> {
				this.ownTable.insertTombstone(transactionId, timeoutSeconds());
				return true;
			});
		}
		catch (DataIntegrityViolationException ex) {
			logger.trace("The row of transaction {} was there first", transactionId, ex);
			return false;
		}
		finally {
			this.waiting.release();
		}
	}

	/**
	 * Deletes rows that no back-check asks for any more.
	 */
	@Override
	public int purge(Instant now) {
		this.identity.refresh();
		LogTable.IdRange recent = new LogTable.IdRange(TransactionIds.lowerBound(now.minus(this.settings.retention())),
				TransactionIds.lowerBound(now.plus(FUTURE)));
		return this.own.call(() -> this.ownTable.deleteOld(recent, this.settings.retention(),
				this.settings.purgeBatchSize(), PURGE_TIMEOUT_SECONDS));
	}

	private int timeoutSeconds() {
		return Math.toIntExact(this.settings.checkTimeout().toSeconds());
	}

}
