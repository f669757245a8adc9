package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where the statements of a connection go, as the driver knows without asking.
 *
 * @param url the database
 * @param catalog the part of it
 * @param schema the part of that, {@code null} where a catalog has no parts
 */
record Place(String url, @Nullable String catalog, @Nullable String schema) {

	private static final String POSTGRESQL = "PostgreSQL";

	/**
	 * They read rows without locks, so the identity can be looked at by the statement
	 * that inserts a row. Here drivers would not know the schema without asking.
	 */
	private static final Set<String> WITHOUT_READ_LOCKS = Set.of("H2", POSTGRESQL, "Oracle");

	/**
	 * Where a connection goes.
	 * @return {@code null} if that need not be remembered
	 */
	static @Nullable Place of(Connection connection) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		String product = metaData.getDatabaseProductName();
		boolean costly = readsDependOnWrites(product);
		if (WITHOUT_READ_LOCKS.contains(product) && !costly) {
			return null;
		}
		return new Place(String.valueOf(metaData.getURL()), connection.getCatalog(),
				costly ? connection.getSchema() : null);
	}

	/**
	 * Whether what the transaction on this thread reads in a table makes it fail when
	 * others write nearby: PostgreSQL watches pages of indexes at {@code SERIALIZABLE},
	 * and rows of the same time are neighbours.
	 */
	static boolean readsDependOnWrites(Connection connection) throws SQLException {
		return readsDependOnWrites(connection.getMetaData().getDatabaseProductName());
	}

	private static boolean readsDependOnWrites(String product) {
		Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
		return isolation != null && isolation == Connection.TRANSACTION_SERIALIZABLE && product.equals(POSTGRESQL);
	}

}
