package io.github.rocketmqhttp.transaction.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Notes which statements are prepared, at which isolation, and how many tombstones are
 * under way at once.
 */
final class SpyDataSource extends DelegatingDataSource {

	/** Everything that was prepared. */
	final Queue<Prepared> prepared = new ConcurrentLinkedQueue<>();

	private int tombstones;

	private int peak;

	SpyDataSource(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		boolean[] tombstone = new boolean[1];
		return (Connection) Proxy.newProxyInstance(SpyDataSource.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("prepareStatement")) {
						String sql = (String) arguments[0];
						this.prepared.add(new Prepared(sql, connection.getTransactionIsolation()));
						tombstone[0] |= sql.startsWith("INSERT") && sql.contains("'R'");
						count(tombstone[0] ? 1 : 0);
					}
					if (method.getName().equals("close") && tombstone[0]) {
						tombstone[0] = false;
						count(-1);
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private synchronized void count(int change) {
		this.tombstones += change;
		this.peak = Math.max(this.peak, this.tombstones);
	}

	/** Most tombstones that were under way at the same time. */
	synchronized int peak() {
		return this.peak;
	}

	/**
	 * One statement.
	 */
	record Prepared(String sql, int isolation) {
	}

}
