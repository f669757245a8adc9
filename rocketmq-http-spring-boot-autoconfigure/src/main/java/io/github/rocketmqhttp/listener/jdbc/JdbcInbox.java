package io.github.rocketmqhttp.listener.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ConnectionPlace;
import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.jdbc.DynamicTransaction;
import io.github.rocketmqhttp.jdbc.ManagedDataSource;
import io.github.rocketmqhttp.jdbc.PurgedTable;
import io.github.rocketmqhttp.jdbc.TableDescription;
import io.github.rocketmqhttp.jdbc.TargetDatabases;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.InboxCollisionException;
import io.github.rocketmqhttp.listener.InboxEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.SimpleConnectionHandle;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The inbox in a table beside the business's own: its primary key is what lets a message
 * take effect once. An uncommitted row makes a second delivery of the same message wait,
 * in whichever process it is.
 */
public final class JdbcInbox implements Inbox, PurgedTable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	/** Tells apart what two deliveries of one message note at the same time. */
	private static final Duration SPREAD = Duration.ofMinutes(1);

	/** So long a call is given that goes on after its row was committed. */
	private static final Duration TIME_TO_CONFIRM = Duration.ofMinutes(2);

	private final DataSource dataSource;

	private final JdbcInboxSettings settings;

	private final InstantSource clock;

	private final boolean found;

	private final InboxTable table;

	private final TargetDatabases<InboxDatabase> databases;

	private volatile boolean prepared;

	/**
	 * Creates the inbox for one database, or for those that the data source is
	 * {@linkplain DataSourceTargets#of known} to choose from. With several, listeners say
	 * which one is theirs by {@code @DS} of dynamic-datasource.
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * takes part in
	 * @param settings the rest
	 */
	public JdbcInbox(DataSource dataSource, JdbcInboxSettings settings) {
		this(dataSource, settings, DataSourceTargets.of(ManagedDataSource.unwrap(dataSource)), true,
				InstantSource.system());
	}

	/**
	 * Creates the inbox for several databases. Which of them a message belongs to must be
	 * set up before its listener is called, by a
	 * {@link io.github.rocketmqhttp.listener.DeliveryInterceptor DeliveryInterceptor} for
	 * example: the transaction begins before the method does.
	 * @param dataSource the data source of the transaction manager whose transactions it
	 * takes part in
	 * @param settings the rest, for each database
	 * @param targets the databases that those transactions run in
	 */
	public JdbcInbox(DataSource dataSource, JdbcInboxSettings settings, DataSourceTargets targets) {
		this(dataSource, settings, targets, false, InstantSource.system());
	}

	JdbcInbox(DataSource dataSource, JdbcInboxSettings settings, InstantSource clock) {
		this(dataSource, settings, DataSourceTargets.of(ManagedDataSource.unwrap(dataSource)), true, clock);
	}

	private JdbcInbox(DataSource dataSource, JdbcInboxSettings settings, DataSourceTargets targets, boolean found,
			InstantSource clock) {
		this.dataSource = ManagedDataSource.unwrap(dataSource);
		this.settings = settings;
		this.found = found;
		this.clock = clock;
		this.table = new InboxTable(this.dataSource, settings.tableName());
		this.databases = new TargetDatabases<>(description(), targets,
				(name, target) -> new InboxDatabase(target, settings, describe()));
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return ManagedDataSource.of(manager) == this.dataSource;
	}

	@Override
	public boolean isRouted() {
		return this.found && hasSeveral();
	}

	private boolean hasSeveral() {
		return this.databases.all().size() > 1;
	}

	@Override
	public void prepare() {
		this.databases.all().forEach(InboxDatabase::prepare);
		this.prepared = true;
	}

	/**
	 * Makes up for what could not be done at the start. Connections for it must not wait
	 * for one that a transaction holds.
	 */
	@Override
	public void locate() {
		List<InboxDatabase> all = this.databases.all();
		if (all.size() == 1) {
			all.get(0).forgetSilence();
		}
		all.forEach(InboxDatabase::prepare);
	}

	/**
	 * One that was found and stands alone is where the transactions are, unless the
	 * manager has its connections from somewhere else: Hibernate has a data source for
	 * each tenant.
	 */
	private boolean mayBeElsewhere() {
		return !this.found || hasSeveral()
				|| (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
						&& !(holder.getConnectionHandle() instanceof SimpleConnectionHandle));
	}

	private List<InboxDatabase> current() {
		return this.databases.ofNextTransaction()
			.orElseThrow(() -> new IllegalStateException("The inbox is not kept in the database that"
					+ " DataSourceTargets.current() names: name one of those that all() lists."));
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
	public InboxEntry record(String consumerGroup, String key) {
		if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
			throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
					+ ": no transaction of its data source runs on this thread.");
		}
		if (DynamicTransaction.isRunning()) {
			throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
					+ ": a @DSTransactional runs around it, which commits and rolls back without Spring.");
		}
		if (mayBeElsewhere()) {
			requireListed(consumerGroup);
		}
		InboxEntry entry = new InboxEntry(consumerGroup, key,
				this.clock.instant()
					.truncatedTo(ChronoUnit.MILLIS)
					.plusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis())));
		try {
			if (!this.table.insert(entry, Math.toIntExact(this.settings.waitTimeout().toSeconds()))) {
				throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
						+ ": the connection of its data source is in auto-commit mode, outside of the transaction.");
			}
			return entry;
		}
		catch (DuplicateKeyException | QueryTimeoutException | ConcurrencyFailureException ex) {
			throw new InboxCollisionException(consumerGroup, key, ex);
		}
	}

	/**
	 * Elsewhere the row would be found by nobody.
	 */
	private void requireListed(String consumerGroup) {
		ConnectionPlace place = this.table.place();
		List<InboxDatabase> databases = current();
		if (databases.stream().anyMatch((database) -> database.isAt(place))) {
			return;
		}
		if (databases.stream().filter(InboxDatabase::forgetSilence).count() > 0) {
			throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
					+ ": one of its databases has not answered since the start, and is asked again before the next"
					+ " message.");
		}
		throw new IllegalStateException("The inbox could not note a message of group " + consumerGroup
				+ ": the transaction runs in a database or schema that is none of those that would be asked about it:"
				+ " let DataSourceTargets list it, and its current() name it.");
	}

	@Override
	public boolean confirm(Collection<InboxEntry> entries) {
		return this.table.confirm(entries) == entries.size();
	}

	@Override
	public void rollBack() {
		if (!(TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder)) {
			return;
		}
		try {
			holder.getConnection().rollback();
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The connection of an idempotent listener cannot roll back any more", ex);
		}
	}

	/**
	 * Looks in all databases that it may have been noted in.
	 */
	@Override
	public boolean withdraw(InboxEntry entry) {
		return anyOf((database) -> database.delete(entry), entry.consumerGroup());
	}

	/**
	 * Looks in all databases that it may have been noted in. A row of the last minutes
	 * stays: its call may still run.
	 */
	@Override
	public boolean recover(String consumerGroup, String key) {
		Instant before = this.clock.instant().minus(TIME_TO_CONFIRM);
		return anyOf((database) -> database.deleteAbandoned(consumerGroup, key, before), consumerGroup);
	}

	/**
	 * Looks in all databases that it may have been noted in.
	 */
	@Override
	public boolean contains(String consumerGroup, String key) {
		return anyOf((database) -> database.contains(consumerGroup, key), consumerGroup);
	}

	private boolean anyOf(Predicate<InboxDatabase> question, String consumerGroup) {
		try {
			return current().stream().anyMatch(question);
		}
		catch (QueryTimeoutException | ConcurrencyFailureException ex) {
			logger.debug("Another delivery of a message of group {} has locked its row", consumerGroup, ex);
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
	 * Deletes rows of messages that cannot come again, in all databases.
	 */
	@Override
	public int purge(Instant now) {
		return PurgedTable.purgeEach(this.databases.all(), (database) -> database.purge(now), purgeBatchSize());
	}

}
