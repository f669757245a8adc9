package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.jdbc.TableDescription;
import io.github.rocketmqhttp.jdbc.TableSchema;
import io.github.rocketmqhttp.transaction.TransactionIds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

/**
 * One database that a log keeps its rows in. All that happens here happens in
 * transactions of its own, whatever runs on the thread. Safe for concurrent use.
 */
final class LogDatabase {

	private static final Logger logger = LoggerFactory.getLogger(LogDatabase.class);

	private static final int MAX_WAITING = 2;

	/** With the wait itself this stays within the 10 s that a check's handle lives. */
	private static final int SECONDS_FOR_A_PERMIT = 4;

	private static final int PURGE_TIMEOUT_SECONDS = 30;

	/** Rows whose ids lie further ahead are looked for at the upper end of the key. */
	private static final Duration FUTURE = Duration.ofDays(1);

	private final String name;

	private final JdbcTransactionLogSettings settings;

	private final OwnTransaction own;

	private final LogTable table;

	private final LogIdentity identity;

	private final TableSchema schema;

	private final Semaphore waiting = new Semaphore(MAX_WAITING, true);

	private final @Nullable Rest rest;

	private volatile boolean prepared;

	/**
	 * Creates it; nothing is asked yet.
	 * @param name names the log, and the database if there are several
	 * @param rest keeps others from waiting for it, {@code null} if there are none
	 */
	LogDatabase(String name, DataSource dataSource, JdbcTransactionLogSettings settings, @Nullable Rest rest) {
		this.name = name;
		this.rest = rest;
		this.settings = settings;
		this.own = new OwnTransaction(dataSource);
		this.table = new LogTable(this.own.dataSource(), settings.tableName());
		this.schema = new TableSchema(dataSource, describe());
		this.identity = new LogIdentity(name, this.own, this.table, timeoutSeconds());
	}

	/**
	 * Looks for the table, or creates it where that is wanted, and reads the identity:
	 * now, while no transaction holds a connection. A database that does not answer is no
	 * failure, and is asked again at the first message.
	 * @throws io.github.rocketmqhttp.jdbc.InvalidTableException if the table is missing
	 */
	void prepare() {
		this.prepared = this.schema.prepare(this.table::probe);
		if (!this.prepared) {
			return;
		}
		try {
			this.identity.refresh();
		}
		catch (RuntimeException ex) {
			logger.debug("The identity of the transaction log '{}' is read or made at its first message", this.name,
					ex);
		}
	}

	private TableDescription describe() {
		String owner = (this.rest != null) ? "the transaction log '" + this.name + "'" : "the transaction log";
		return new TableDescription(owner, JdbcTransactionLog.class, JdbcTransactionLogSettings.DEFAULT_TABLE_NAME,
				this.settings.tableName(), this.settings.initializeSchema(), "rocketmq-http.transaction.log",
				"Or set rocketmq-http.transaction.log.enabled=false and answer back-checks with @BackCheckHandler.");
	}

	/**
	 * The identity of its table, made if there is none.
	 * @throws RuntimeException if the database does not tell
	 */
	String identity() {
		String known = this.identity.known();
		return (known != null) ? known : ask(() -> {
			if (!this.prepared) {
				prepare();
			}
			return this.identity.get();
		});
	}

	/**
	 * The identity as far as it is known.
	 */
	@Nullable String knownIdentity() {
		return this.identity.known();
	}

	/**
	 * Reads the identity as it is at this moment.
	 * @throws RuntimeException if the database does not tell
	 */
	Optional<String> readIdentity() {
		return ask(this.identity::read);
	}

	/**
	 * Writes the identity again if somebody has emptied the table.
	 * @return whether it was written
	 */
	boolean restoreIdentity() {
		return this.identity.restore();
	}

	/**
	 * Has the identity read anew when it is needed next.
	 */
	void forgetIdentity() {
		this.identity.forget();
	}

	Optional<LogEntry> find(String transactionId) {
		return ask(() -> this.own.call(() -> this.table.find(transactionId, timeoutSeconds())));
	}

	private <T> T ask(Supplier<T> question) {
		return (this.rest != null) ? this.rest.ask(question) : question.get();
	}

	/**
	 * Leaves a tombstone, unless the transaction's own row is there first.
	 * @return whether the tombstone has committed
	 */
	boolean fence(String transactionId) throws InterruptedException {
		if (!this.waiting.tryAcquire(SECONDS_FOR_A_PERMIT, TimeUnit.SECONDS)) {
			throw new QueryTimeoutException("Too many back-checks wait for transactions that still run");
		}
		try {
			return this.own.call(() -> {
				this.table.insertTombstone(transactionId, timeoutSeconds());
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
	 * @return how many
	 */
	int purge(Instant now) {
		this.identity.refresh();
		LogTable.IdRange recent = new LogTable.IdRange(TransactionIds.lowerBound(now.minus(this.settings.retention())),
				TransactionIds.lowerBound(now.plus(FUTURE)));
		return this.own.call(() -> this.table.deleteOld(recent, this.settings.retention(),
				this.settings.purgeBatchSize(), PURGE_TIMEOUT_SECONDS));
	}

	private int timeoutSeconds() {
		return Math.toIntExact(this.settings.checkTimeout().toSeconds());
	}

	/**
	 * Names the log, and the database if there are several.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
