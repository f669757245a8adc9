package io.github.rocketmqhttp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where the statements of a connection go.
 *
 * @param url the database
 * @param catalog the part of it, where there are such
 * @param schema the part of that, where there are such
 */
public record ConnectionPlace(String url, @Nullable String catalog, @Nullable String schema) {

	private static final Pattern PARAMETERS = Pattern.compile("[;?].*", Pattern.DOTALL);

	/**
	 * Where a connection goes. Some drivers ask the database.
	 * @param connection the connection
	 * @return its place
	 * @throws SQLException if that cannot be told
	 */
	public static ConnectionPlace of(Connection connection) throws SQLException {
		return new ConnectionPlace(url(connection), connection.getCatalog(), connection.getSchema());
	}

	/**
	 * Where a connection goes as far as the driver knows it without asking.
	 * @param connection the connection
	 * @return its place, without the schema
	 * @throws SQLException if that cannot be told
	 */
	public static ConnectionPlace withoutSchema(Connection connection) throws SQLException {
		return new ConnectionPlace(url(connection), connection.getCatalog(), null);
	}

	/**
	 * Without its parameters: another pool for the same database may have others.
	 */
	private static String url(Connection connection) throws SQLException {
		return PARAMETERS.matcher(String.valueOf(connection.getMetaData().getURL())).replaceFirst("");
	}

}
