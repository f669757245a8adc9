package io.github.rocketmqhttp.reliability.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Sets the trap around what a transaction does on its connection.
 */
final class WatchedConnections extends DelegatingDataSource {

	private static final String LOG_INSERT = "INSERT INTO "
			+ JdbcTransactionLogSettings.DEFAULT_TABLE_NAME.toUpperCase(Locale.ROOT) + " ";

	private static final String WORK_INSERT = OrderService.INSERT.toUpperCase(Locale.ROOT) + " ";

	private final Trap trap;

	WatchedConnections(DataSource target, Trap trap) {
		super(target);
		this.trap = trap;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return watch(Connection.class, super.getConnection(), this::onConnection);
	}

	private static <T> T watch(Class<T> type, T target, MethodInterceptor interceptor) {
		ProxyFactory factory = new ProxyFactory(type, interceptor);
		factory.setTarget(target);
		return type.cast(factory.getProxy());
	}

	private @Nullable Object onConnection(MethodInvocation call) throws Throwable {
		return switch (call.getMethod().getName()) {
			case "setAutoCommit" -> Boolean.FALSE.equals(call.getArguments()[0])
					? around(CrashPoint.BEGIN_BEFORE, call, CrashPoint.BEGIN_AFTER) : call.proceed();
			case "commit" -> around(CrashPoint.COMMIT_BEFORE, call, CrashPoint.COMMIT_AFTER);
			case "prepareStatement" -> prepare(call);
			default -> call.proceed();
		};
	}

	private @Nullable Object prepare(MethodInvocation call) throws Throwable {
		Object statement = call.proceed();
		String sql = String.valueOf(call.getArguments()[0]).toUpperCase(Locale.ROOT);
		if (statement instanceof PreparedStatement prepared) {
			if (sql.startsWith(LOG_INSERT)) {
				return watch(prepared, CrashPoint.LOG_INSERT_BEFORE, CrashPoint.LOG_INSERT_AFTER);
			}
			if (sql.startsWith(WORK_INSERT)) {
				return watch(prepared, CrashPoint.WORK_BEFORE, CrashPoint.WORK_AFTER);
			}
		}
		return statement;
	}

	private PreparedStatement watch(PreparedStatement statement, CrashPoint before, CrashPoint after) {
		return watch(PreparedStatement.class, statement, (call) -> call.getMethod().getName().startsWith("execute")
				? around(before, call, after) : call.proceed());
	}

	private @Nullable Object around(CrashPoint before, MethodInvocation call, CrashPoint after) throws Throwable {
		this.trap.reached(before);
		Object result = call.proceed();
		this.trap.reached(after);
		return result;
	}

}
