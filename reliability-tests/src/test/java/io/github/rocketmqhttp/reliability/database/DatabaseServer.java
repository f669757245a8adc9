package io.github.rocketmqhttp.reliability.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A running database product. It stops, and its files go, when this JVM ends.
 */
interface DatabaseServer {

	/**
	 * Makes an empty database.
	 * @param name unique in this JVM; letters, digits and underscores
	 */
	TestDatabase create(String name);

	/**
	 * Runs one statement on a connection of its own.
	 */
	static void execute(String jdbcUrl, Account account, String sql) {
		try (Connection connection = DriverManager.getConnection(jdbcUrl, account.username(), account.password());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot run \"%s\" at %s".formatted(sql, jdbcUrl), ex);
		}
	}

	/**
	 * Who connects.
	 */
	record Account(String username, String password) {
	}

	/**
	 * Starts a server of one kind.
	 */
	@FunctionalInterface
	interface Starter {

		/**
		 * Starts the server and waits until it answers.
		 * @throws MissingDatabaseException when this machine lacks the product
		 */
		DatabaseServer start();

	}

}
