package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where the statements of a connection go, as the driver knows without asking.
 *
 * @param url the database
 * @param catalog the part of it
 */
record Place(String url, @Nullable String catalog) {

	/**
	 * They read rows without locks, so the identity can be looked at by the statement
	 * that inserts a row. Here drivers would not know the schema without asking.
	 */
	private static final Set<String> WITHOUT_READ_LOCKS = Set.of("H2", "PostgreSQL", "Oracle");

	/**
	 * Where a connection goes.
	 * @return {@code null} if that need not be remembered
	 */
	static @Nullable Place of(Connection connection) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		return WITHOUT_READ_LOCKS.contains(metaData.getDatabaseProductName()) ? null
				: new Place(String.valueOf(metaData.getURL()), connection.getCatalog());
	}

}
