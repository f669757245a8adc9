package io.github.rocketmqhttp.listener.jdbc;

import java.time.Instant;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ConnectionPlace;
import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.jdbc.TableDescription;
import io.github.rocketmqhttp.jdbc.TableSchema;
import io.github.rocketmqhttp.listener.InboxEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One database that an inbox keeps its rows in. All that happens here happens in
 * transactions of its own, whatever runs on the thread. Safe for concurrent use.
 */
final class InboxDatabase {

	private static final Logger logger = LoggerFactory.getLogger(InboxDatabase.class);

	private static final int PURGE_TIMEOUT_SECONDS = 30;

	private final JdbcInboxSettings settings;

	private final OwnTransaction own;

	private final InboxTable table;

	private final TableSchema schema;

	private volatile @Nullable ConnectionPlace place;

	private volatile boolean silent;

	InboxDatabase(DataSource dataSource, JdbcInboxSettings settings, TableDescription description) {
		this.settings = settings;
		this.own = new OwnTransaction(dataSource);
		this.table = new InboxTable(this.own.dataSource(), settings.tableName());
		this.schema = new TableSchema(dataSource, description);
	}

	/**
	 * Looks for the table, or creates it where that is wanted, and finds out where it is:
	 * once, and again if the database has not answered and {@linkplain #forgetSilence is
	 * needed}.
	 * @throws io.github.rocketmqhttp.jdbc.InvalidTableException if the table is missing
	 */
	void prepare() {
		if (this.silent || this.place != null) {
			return;
		}
		try {
			this.silent = !this.schema.prepare(this.table::probe);
			if (!this.silent) {
				this.place = this.own.call(this.table::place);
			}
		}
		catch (DataAccessException | TransactionException ex) {
			this.silent = true;
			logger.debug("A database of the inbox does not say where it is", ex);
		}
	}

	/**
	 * Has it asked again if it has not answered.
	 * @return whether it had not
	 */
	boolean forgetSilence() {
		this.silent = false;
		return this.place == null;
	}

	boolean isAt(ConnectionPlace place) {
		return place.equals(this.place);
	}

	boolean contains(String consumerGroup, String key) {
		return this.own.call(() -> this.table.isConfirmed(consumerGroup, key, timeoutSeconds()));
	}

	/**
	 * Deletes the row of a message that has been committed, but not confirmed.
	 * @param before when it was noted
	 * @return whether there was one
	 */
	boolean deleteAbandoned(String consumerGroup, String key, Instant before) {
		int timeout = timeoutSeconds();
		return this.own.call(() -> this.table.findAbandoned(consumerGroup, key, before, timeout)
			.filter((entry) -> this.table.delete(entry, timeout))
			.isPresent());
	}

	/**
	 * Deletes a row that has been committed, but not confirmed. Most often there is none:
	 * looking first does not wait for the uncommitted row of another delivery.
	 * @return whether it was there
	 */
	boolean delete(InboxEntry entry) {
		int timeout = timeoutSeconds();
		return this.own.call(() -> this.table.exists(entry, timeout) && this.table.delete(entry, timeout));
	}

	/**
	 * Deletes rows of messages that cannot come again.
	 * @return how many
	 */
	int purge(Instant now) {
		return this.own.call(() -> this.table.deleteBefore(now, this.settings.retention(),
				this.settings.purgeBatchSize(), PURGE_TIMEOUT_SECONDS));
	}

	private int timeoutSeconds() {
		return Math.toIntExact(this.settings.waitTimeout().toSeconds());
	}

}
