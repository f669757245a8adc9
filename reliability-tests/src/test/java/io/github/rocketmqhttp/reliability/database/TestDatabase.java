package io.github.rocketmqhttp.reliability.database;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * One empty database that nobody else uses. Its URL and its account are all that another
 * process needs to connect. Safe for use by several threads.
 */
public final class TestDatabase implements AutoCloseable {

	private static final int MAXIMUM_CONNECTIONS = 10;

	private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

	private final DatabaseKind kind;

	private final String jdbcUrl;

	private final DatabaseServer.Account account;

	private final Runnable removal;

	private @Nullable HikariDataSource pool;

	TestDatabase(DatabaseKind kind, String jdbcUrl, DatabaseServer.Account account, Runnable removal) {
		this.kind = kind;
		this.jdbcUrl = jdbcUrl;
		this.account = account;
		this.removal = removal;
	}

	/**
	 * Which product and which way to it.
	 */
	public DatabaseKind kind() {
		return this.kind;
	}

	/**
	 * A short name for tables and display names: {@code h2}, {@code h2-server},
	 * {@code postgresql} or {@code mariadb}.
	 */
	public String name() {
		return this.kind.toString();
	}

	/**
	 * The URL for any process of this machine. Of the kind {@link DatabaseKind#H2} only
	 * one process at a time can use it: call {@link #disconnect()} before another one
	 * does.
	 */
	public String jdbcUrl() {
		return this.jdbcUrl;
	}

	/**
	 * An account that may create tables.
	 */
	public String username() {
		return this.account.username();
	}

	/**
	 * The account's password, possibly empty; no secret.
	 */
	public String password() {
		return this.account.password();
	}

	/**
	 * The pool of this process, made by the first call: at most ten connections, none
	 * opened before it is needed.
	 */
	public synchronized DataSource dataSource() {
		HikariDataSource current = this.pool;
		if (current == null) {
			current = new HikariDataSource();
			current.setPoolName(name());
			current.setJdbcUrl(this.jdbcUrl);
			current.setUsername(username());
			current.setPassword(password());
			current.setMaximumPoolSize(MAXIMUM_CONNECTIONS);
			current.setMinimumIdle(0);
			current.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
			this.pool = current;
		}
		return current;
	}

	/**
	 * Closes the pool and keeps the data; the next {@link #dataSource()} is a new pool.
	 */
	public synchronized void disconnect() {
		if (this.pool != null) {
			this.pool.close();
			this.pool = null;
		}
	}

	/**
	 * Closes the pool and removes the database where that is worth the time; the server
	 * keeps running.
	 */
	@Override
	public void close() {
		disconnect();
		this.removal.run();
	}

	@Override
	public String toString() {
		return name() + " at " + this.jdbcUrl;
	}

}
