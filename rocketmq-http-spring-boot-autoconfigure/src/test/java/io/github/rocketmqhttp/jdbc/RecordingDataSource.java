package io.github.rocketmqhttp.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database that tells which statements it was given, and how, and that may be away.
 */
public final class RecordingDataSource extends DelegatingDataSource {

	/** Everything that was prepared. */
	public final List<Prepared> prepared = new CopyOnWriteArrayList<>();

	/** The time-outs that statements were given, in seconds. */
	public final List<Integer> timeouts = new CopyOnWriteArrayList<>();

	/** How many connections were fetched. */
	public final AtomicInteger connections = new AtomicInteger();

	/** Whether it gives no connections. */
	public volatile boolean away;

	/** What the database says that it is, if it is to say something else. */
	public volatile @Nullable String product;

	/** Runs before a statement is prepared, on its thread. */
	public volatile Consumer<String> beforePrepare = (sql) -> {
	};

	/**
	 * Records what another data source is asked.
	 * @param target the other one
	 */
	public RecordingDataSource(DataSource target) {
		super(target);
	}

	/**
	 * An H2 database of its own, in which nobody waits long for a lock.
	 * @return a new one
	 */
	public static RecordingDataSource memory() {
		return new RecordingDataSource(
				new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50"));
	}

	/**
	 * Works in it unrecorded.
	 * @return a template
	 */
	public JdbcTemplate jdbc() {
		return new JdbcTemplate(obtainTargetDataSource());
	}

	/**
	 * What was prepared that contains a text.
	 * @param part the text
	 * @return the statements
	 */
	public List<Prepared> prepared(String part) {
		return this.prepared.stream().filter((statement) -> statement.sql().contains(part)).toList();
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.away) {
			throw new SQLTransientConnectionException("away");
		}
		this.connections.incrementAndGet();
		Connection connection = super.getConnection();
		return proxy(Connection.class, (proxy, method, arguments) -> {
			if (method.getName().equals("getMetaData") && this.product != null) {
				return renamed(connection.getMetaData());
			}
			if (!method.getName().equals("prepareStatement")) {
				return invoke(connection, method, arguments);
			}
			String sql = String.valueOf(arguments[0]);
			this.beforePrepare.accept(sql);
			this.prepared.add(new Prepared(sql, connection.getTransactionIsolation()));
			return recorded((PreparedStatement) Objects.requireNonNull(invoke(connection, method, arguments)));
		});
	}

	private DatabaseMetaData renamed(DatabaseMetaData metaData) {
		return proxy(DatabaseMetaData.class,
				(proxy, method, arguments) -> method.getName().equals("getDatabaseProductName") ? this.product
						: invoke(metaData, method, arguments));
	}

	private PreparedStatement recorded(PreparedStatement statement) {
		return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
			if (method.getName().equals("setQueryTimeout")) {
				this.timeouts.add((Integer) arguments[0]);
			}
			return invoke(statement, method, arguments);
		});
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type
			.cast(Proxy.newProxyInstance(RecordingDataSource.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * One statement.
	 *
	 * @param sql its text
	 * @param isolation that of its connection
	 */
	public record Prepared(String sql, int isolation) {
	}

}
