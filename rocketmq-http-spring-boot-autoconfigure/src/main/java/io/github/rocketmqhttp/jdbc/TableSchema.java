package io.github.rocketmqhttp.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Looks whether a table is there, and creates it where it may.
 */
public final class TableSchema {

	private static final Logger logger = LoggerFactory.getLogger(TableSchema.class);

	private static final Map<String, String> PLATFORMS = Map.of("H2", "h2", "PostgreSQL", "postgresql", "MySQL",
			"mysql", "MariaDB", "mysql", "Oracle", "oracle", "Microsoft SQL Server", "sqlserver");

	private static final List<String> IN_MEMORY = List.of("jdbc:h2:mem:");

	private final DataSource dataSource;

	private final TableDescription table;

	private volatile boolean warned;

	/**
	 * Creates it; nothing is asked yet.
	 * @param dataSource where the table is
	 * @param table which one
	 */
	public TableSchema(DataSource dataSource, TableDescription table) {
		this.dataSource = dataSource;
		this.table = table;
	}

	/**
	 * Makes sure that the table is there. A database that does not answer is no failure.
	 * @param probe reads from it
	 * @return {@code false} if the database does not answer
	 * @throws InvalidTableException if it is missing, has other columns or may not be
	 * read
	 */
	public boolean prepare(Runnable probe) {
		try {
			probe.run();
		}
		catch (BadSqlGrammarException ex) {
			createMissing(probe, ex);
		}
		catch (PermissionDeniedDataAccessException | UncategorizedSQLException ex) {
			Database answering = databaseOrNull();
			if (answering != null) {
				throw unreadable(answering, ex);
			}
			return away(ex);
		}
		catch (DataAccessException ex) {
			return away(ex);
		}
		return true;
	}

	/**
	 * Said once, however often it is tried again.
	 */
	private boolean away(DataAccessException failure) {
		logger.atLevel(this.warned ? Level.DEBUG : Level.WARN)
			.setCause(failure)
			.log("The database does not answer, so it is not known whether the table {} of {} is there; nothing works"
					+ " with it before it answers", this.table.name(), this.table.owner());
		this.warned = true;
		return false;
	}

	private void createMissing(Runnable probe, BadSqlGrammarException probed) {
		Database database = database();
		if (canBeSelectedFrom() || isListed()) {
			requireUsable(probe, database);
			return;
		}
		if (!mayCreate(database)) {
			throw missing(database, probed);
		}
		try {
			create(database);
		}
		catch (ScriptException ex) {
			requireTableOfOthers(probe, database, ex);
		}
	}

	/**
	 * The table is there, possibly only since another instance has created it.
	 */
	private void requireUsable(Runnable probe, Database database) {
		try {
			probe.run();
		}
		catch (BadSqlGrammarException ex) {
			throw canBeSelectedFrom() ? otherColumns(database, ex) : unreadable(database, ex);
		}
	}

	/**
	 * Several instances start at once, and one of them is first.
	 */
	private void requireTableOfOthers(Runnable probe, Database database, ScriptException failure) {
		try {
			probe.run();
		}
		catch (DataAccessException ex) {
			failure.addSuppressed(ex);
			throw missing(database, failure);
		}
	}

	private boolean mayCreate(Database database) {
		return switch (this.table.initializeSchema()) {
			case ALWAYS -> database.platform() != null;
			case EMBEDDED -> IN_MEMORY.stream().anyMatch(database.url()::startsWith);
			case NEVER -> false;
		};
	}

	private void create(Database database) {
		String name = this.table.name();
		// Indexes are named after the table, and never have a schema in front.
		String script = script(database.script())
			.replace(this.table.defaultName() + "_", name.substring(name.lastIndexOf('.') + 1) + "_")
			.replace(this.table.defaultName(), name);
		DatabasePopulatorUtils.execute(
				new ResourceDatabasePopulator(new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8))),
				this.dataSource);
		logger.info("Created the table {} of {}", this.table.name(), this.table.owner());
	}

	private String script(String name) {
		try {
			return new ClassPathResource(name, this.table.scripts()).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The schema script " + name + " cannot be read.", ex);
		}
	}

	private boolean canBeSelectedFrom() {
		try {
			new Statements(this.dataSource).probe("SELECT 1 FROM " + this.table.name() + " WHERE 1 = 0");
			return true;
		}
		catch (DataAccessException ex) {
			logger.trace("The table {} cannot be selected from", this.table.name(), ex);
			return false;
		}
	}

	/**
	 * Whether the database lists the table, in the schema that its name or else the
	 * connection names.
	 */
	private boolean isListed() {
		String name = this.table.name();
		int dot = name.lastIndexOf('.');
		String plain = name.substring(dot + 1);
		String schema = (dot > 0) ? name.substring(0, dot) : null;
		return Boolean.TRUE.equals(new JdbcTemplate(this.dataSource)
			.execute((ConnectionCallback<Boolean>) (connection) -> isListed(connection,
					(schema != null) ? schema : connection.getSchema(), plain)));
	}

	private static boolean isListed(Connection connection, @Nullable String schema, String name) throws SQLException {
		for (String spelling : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
			try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), null, spelling, null)) {
				while (tables.next()) {
					String found = tables.getString("TABLE_SCHEM");
					// In a name, _ stands for any character.
					if (name.equalsIgnoreCase(tables.getString("TABLE_NAME"))
							&& (found == null || schema == null || found.equalsIgnoreCase(schema))) {
						return true;
					}
				}
			}
		}
		return false;
	}

	private InvalidTableException otherColumns(Database database, Exception cause) {
		return new InvalidTableException(
				"The table '" + this.table.name() + "' of " + this.table.owner() + " in the " + database.product()
						+ " database has other columns than it needs.",
				"Compare it with the script '" + ((database.platform() != null) ? database.script() : "schema-h2.sql")
						+ "' in the package " + this.table.scripts().getPackageName()
						+ " of rocketmq-http-spring-boot-autoconfigure; if it is another table, set "
						+ this.table.properties() + ".table-name to a name of its own.",
				cause);
	}

	private InvalidTableException unreadable(Database database, Exception cause) {
		return new InvalidTableException(
				"The table '" + this.table.name() + "' of " + this.table.owner() + " in the " + database.product()
						+ " database cannot be read.",
				"Grant the user of the data source SELECT, INSERT, UPDATE and DELETE on it, or correct "
						+ this.table.properties() + ".table-name.",
				cause);
	}

	private InvalidTableException missing(Database database, RuntimeException cause) {
		String scripts = this.table.scripts().getPackageName();
		return new InvalidTableException(
				"The table '" + this.table.name() + "' of " + this.table.owner() + " is missing in the "
						+ database.product() + " database "
						+ ((cause instanceof ScriptException) ? "and cannot be created."
								: "and is not created by itself."),
				((database.platform() != null)
						? "Create it, by Flyway or Liquibase, with the script '" + database.script()
								+ "' in the package " + scripts + " of rocketmq-http-spring-boot-autoconfigure; or set "
								+ this.table.properties() + ".initialize-schema=always."
						: "Create it after the model of the scripts in the package " + scripts
								+ " of rocketmq-http-spring-boot-autoconfigure.")
						+ " " + this.table.alternative(),
				cause);
	}

	private @Nullable Database databaseOrNull() {
		try {
			return JdbcUtils.extractDatabaseMetaData(this.dataSource, TableSchema::read);
		}
		catch (MetaDataAccessException ex) {
			logger.debug("The database does not tell its name", ex);
			return null;
		}
	}

	private Database database() {
		try {
			return JdbcUtils.extractDatabaseMetaData(this.dataSource, TableSchema::read);
		}
		catch (MetaDataAccessException ex) {
			throw new InvalidTableException("The database of " + this.table.owner() + " cannot be told.",
					"Create the table '" + this.table.name() + "' by hand.", ex);
		}
	}

	private static Database read(DatabaseMetaData metaData) throws SQLException {
		return new Database(metaData.getDatabaseProductName(), metaData.getURL());
	}

	/**
	 * Which database it is.
	 *
	 * @param product how it calls itself
	 * @param url where it is
	 */
	private record Database(String product, String url) {

		@Nullable String platform() {
			return PLATFORMS.get(this.product);
		}

		String script() {
			return "schema-" + platform() + ".sql";
		}

	}

}
