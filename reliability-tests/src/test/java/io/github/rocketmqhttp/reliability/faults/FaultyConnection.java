package io.github.rocketmqhttp.reliability.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls on one physical connection and its statements.
 */
final class FaultyConnection implements InvocationHandler {

	private static final Logger logger = LoggerFactory.getLogger(FaultyConnection.class);

	/** SQL standard: connection failure. Drivers give it when the socket breaks. */
	private static final String CONNECTION_FAILURE = "08006";

	/** SQL standard: connection does not exist. */
	private static final String NO_CONNECTION = "08003";

	/** What also a broken connection answers. */
	private static final Set<String> ALWAYS = Set.of("close", "isClosed", "abort", "unwrap", "isWrapperFor", "toString",
			"hashCode");

	private final Connection physical;

	private final FaultDraws<JdbcCall, JdbcFault> draws;

	private volatile boolean lost;

	private FaultyConnection(Connection physical, FaultDraws<JdbcCall, JdbcFault> draws) {
		this.physical = physical;
		this.draws = draws;
	}

	static Connection wrap(Connection physical, FaultDraws<JdbcCall, JdbcFault> draws) {
		return proxy(Connection.class, new FaultyConnection(physical, draws));
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type
			.cast(Proxy.newProxyInstance(FaultyConnection.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		String name = method.getName();
		if (name.equals("isValid") && this.lost) {
			return false;
		}
		if (name.equals("equals") && arguments != null) {
			return proxy == arguments[0];
		}
		if (this.lost && !ALWAYS.contains(name)) {
			throw new SQLException("The connection was lost before; open another one.", NO_CONNECTION);
		}
		if (name.equals("commit")) {
			commit();
			return null;
		}
		Object result = call(this.physical, method, arguments);
		if (result instanceof Statement statement) {
			return proxy(method.getReturnType(), statementHandler((Connection) proxy, statement));
		}
		return result;
	}

	private void commit() throws SQLException {
		JdbcFault fault = this.draws.next(JdbcCall.COMMIT, JdbcCall.COMMIT.possible()).fault();
		if (fault != JdbcFault.LOST_BEFORE_COMMIT) {
			this.physical.commit();
		}
		if (fault == JdbcFault.NONE) {
			return;
		}
		lose(fault);
		if (fault != JdbcFault.LOST_AFTER_COMMIT) {
			throw new SQLException("The connection was lost during COMMIT; its outcome is not known.",
					CONNECTION_FAILURE);
		}
	}

	private InvocationHandler statementHandler(Connection owner, Statement statement) {
		return (proxy, method, arguments) -> {
			if (method.getName().equals("getConnection")) {
				return owner;
			}
			if (method.getName().startsWith("execute")) {
				beforeStatement();
			}
			return call(statement, method, arguments);
		};
	}

	private void beforeStatement() throws SQLException {
		if (this.lost) {
			throw new SQLException("The connection was lost before; open another one.", NO_CONNECTION);
		}
		JdbcFault fault = this.draws.next(JdbcCall.STATEMENT, JdbcCall.STATEMENT.possible()).fault();
		if (fault != JdbcFault.NONE) {
			lose(fault);
			throw new SQLException("The connection was lost before the statement was executed.", CONNECTION_FAILURE);
		}
	}

	/**
	 * Breaks the physical connection; the database rolls back what is not committed.
	 */
	private void lose(JdbcFault fault) {
		logger.debug("A connection meets {}", fault);
		this.lost = true;
		try {
			this.physical.abort(Runnable::run);
			// H2 ignores abort(); for the others this is a second end of a dead
			// connection.
			this.physical.close();
		}
		catch (SQLException ex) {
			logger.debug("The lost connection complained while it was closed", ex);
		}
	}

	private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

}
