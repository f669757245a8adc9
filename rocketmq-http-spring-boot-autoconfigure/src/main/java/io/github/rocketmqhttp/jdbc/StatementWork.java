package io.github.rocketmqhttp.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * What is done with a prepared statement.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface StatementWork<T> {

	/**
	 * Works.
	 * @param statement prepared, without parameters; closed by the caller
	 * @return the result, not {@code null}
	 * @throws SQLException if the database does not do it
	 */
	T run(PreparedStatement statement) throws SQLException;

}
