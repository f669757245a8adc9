package io.github.rocketmqhttp.listener.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ManagedDataSource;
import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.jdbc.PurgedTable;
import io.github.rocketmqhttp.jdbc.TableDescription;
import io.github.rocketmqhttp.jdbc.TableSchema;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.InboxCollisionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The inbox in a table beside the business's own: its primary key is what lets a message
 * take effect once. An uncommitted row makes a second delivery of the same message wait,
 * in whichever process it is.
 */
public final class JdbcInbox implements Inbox, PurgedTable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	private static final int PURGE_TIMEOUT_SECONDS = 30;

	private final DataSource dataSource;

	private final JdbcInboxSettings settings;

	private final InstantSource clock;

	private final InboxTable table;

	private final OwnTransaction own;

	private final InboxTable ownTable;

	private volatile boolean prepared;

	/**
	 * Creates the inbox.
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * takes part in
	 * @param settings the rest
	 */
	public JdbcInbox(DataSource dataSource, JdbcInboxSettings settings) {
		this(dataSource, settings, InstantSource.system());
	}

	JdbcInbox(DataSource dataSource, JdbcInboxSettings settings, InstantSource clock) {
		this.dataSource = ManagedDataSource.unwrap(dataSource);
		this.settings = settings;
		this.clock = clock;
		this.table = new InboxTable(this.dataSource, settings.tableName());
		this.own = new OwnTransaction(this.dataSource);
		this.ownTable = new InboxTable(this.own.dataSource(), settings.tableName());
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return ManagedDataSource.of(manager) == this.dataSource;
	}

	@Override
	public void prepare() {
		new TableSchema(this.dataSource, describe()).prepare(this.table::probe);
		this.prepared = true;
	}

	private TableDescription describe() {
		return new TableDescription("the inbox", JdbcInbox.class, JdbcInboxSettings.DEFAULT_TABLE_NAME,
				this.settings.tableName(), this.settings.initializeSchema(), "rocketmq-http.listener.inbox",
				"Or set idempotent = false on the listeners, and let their methods bear a message that comes twice.");
	}

	/**
	 * Inserts the row of the message.
	 * @throws IllegalStateException if no transaction of the data source runs on this
	 * thread
	 * @throws org.springframework.dao.DataAccessException if the database does not do it
	 */
	@Override
	public void record(String consumerGroup, String key) {
		if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
			throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
					+ ": no transaction of its data source runs on this thread.");
		}
		try {
			if (!this.table.insert(consumerGroup, key, this.clock.instant(),
					Math.toIntExact(this.settings.waitTimeout().toSeconds()))) {
				throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
						+ ": the connection of its data source is in auto-commit mode, outside of the transaction.");
			}
		}
		catch (DuplicateKeyException | QueryTimeoutException | ConcurrencyFailureException ex) {
			throw new InboxCollisionException(consumerGroup, key, ex);
		}
	}

	@Override
	public boolean contains(String consumerGroup, String key) {
		try {
			return this.own.call(() -> this.ownTable.exists(consumerGroup, key,
					Math.toIntExact(this.settings.waitTimeout().toSeconds())));
		}
		catch (QueryTimeoutException | ConcurrencyFailureException ex) {
			logger.debug("The row of a message of group {} is still locked", consumerGroup, ex);
			return false;
		}
	}

	@Override
	public String description() {
		return "the inbox " + this.settings.tableName();
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

	/**
	 * Deletes rows of messages that cannot come again.
	 */
	@Override
	public int purge(Instant now) {
		return this.own.call(() -> this.ownTable.deleteBefore(now.minus(this.settings.retention()),
				this.settings.purgeBatchSize(), PURGE_TIMEOUT_SECONDS));
	}

}
