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

/**
 * One database that an inbox keeps its rows in. All that happens here happens in
 * transactions of its own, whatever runs on the thread. Safe for concurrent use.
 */
final class InboxDatabase {

	private static final Logger logger = LoggerFactory.getLogger(InboxDatabase.class);

	private static final int PURGE_TIMEOUT_SECONDS = 30;

	private final DataSource dataSource;

	private final JdbcInboxSettings settings;

	private final OwnTransaction own;

	private final InboxTable table;

	private volatile @Nullable ConnectionPlace place;

	private volatile boolean silent;

	InboxDatabase(DataSource dataSource, JdbcInboxSettings settings) {
		this.dataSource = dataSource;
		this.settings = settings;
		this.own = new OwnTransaction(dataSource);
		this.table = new InboxTable(this.own.dataSource(), settings.tableName());
	}

	/**
	 * Looks for the table, or creates it where that is wanted.
	 * @throws io.github.rocketmqhttp.jdbc.InvalidTableException if it is missing
	 */
	void prepare(TableDescription description) {
		new TableSchema(this.dataSource, description).prepare(this.table::probe);
	}

	/**
	 * Finds out where it is, once: one that does not answer is asked again only if it
	 * {@linkplain #forgetSilence is needed}.
	 */
	void locate() {
		if (this.place != null || this.silent) {
			return;
		}
		try {
			this.place = this.own.call(this.table::place);
		}
		catch (RuntimeException ex) {
			this.silent = true;
			logger.debug("A database of the inbox does not say where it is", ex);
		}
	}

	/**
	 * Has it asked again where it is.
	 * @return whether it had not said so
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
