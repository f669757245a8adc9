package io.github.rocketmqhttp.transaction.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Looks whether a log's table is there, and creates it where it may.
 */
final class LogSchema {

	private static final Logger logger = LoggerFactory.getLogger(LogSchema.class);

	private static final Map<String, String> PLATFORMS = Map.of("H2", "h2", "PostgreSQL", "postgresql", "MySQL",
			"mysql", "MariaDB", "mysql", "Oracle", "oracle", "Microsoft SQL Server", "sqlserver");

	private static final List<String> IN_MEMORY = List.of("jdbc:h2:mem:");

	private final DataSource dataSource;

	private final JdbcTransactionLogSettings settings;

	LogSchema(DataSource dataSource, JdbcTransactionLogSettings settings) {
		this.dataSource = dataSource;
		this.settings = settings;
	}

	/**
	 * Makes sure that the table is there.
	 * @param probe reads from it
	 * @throws InvalidTransactionLogException if it is missing
	 */
	void prepare(Runnable probe) {
		try {
			probe.run();
		}
		catch (BadSqlGrammarException ex) {
			createMissing(probe, ex);
		}
		catch (DataAccessException ex) {
			logger
				.warn("The database does not answer, so it is not known whether the table {} of the transaction log is"
						+ " there; messages cannot be sent before it answers", this.settings.tableName(), ex);
		}
	}

	private void createMissing(Runnable probe, BadSqlGrammarException probed) {
		Database database = database();
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
		return switch (this.settings.initializeSchema()) {
			case ALWAYS -> database.platform() != null;
			case EMBEDDED -> IN_MEMORY.stream().anyMatch(database.url()::startsWith);
			case NEVER -> false;
		};
	}

	private void create(Database database) {
		String script = script(database.script()).replace(JdbcTransactionLogSettings.DEFAULT_TABLE_NAME,
				this.settings.tableName());
		DatabasePopulatorUtils.execute(
				new ResourceDatabasePopulator(new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8))),
				this.dataSource);
		logger.info("Created the table {} of the transaction log", this.settings.tableName());
	}

	private static String script(String name) {
		try {
			return new ClassPathResource(name, LogSchema.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The schema script " + name + " cannot be read.", ex);
		}
	}

	private InvalidTransactionLogException missing(Database database, RuntimeException cause) {
		String table = this.settings.tableName();
		return new InvalidTransactionLogException(
				"The table '" + table + "' of the transaction log is missing in the " + database.product()
						+ " database "
						+ ((cause instanceof ScriptException) ? "and cannot be created."
								: "and is not created by itself."),
				((database.platform() != null)
						? "Create it, by Flyway or Liquibase, with the script '" + database.script() + "' beside "
								+ LogSchema.class.getPackageName() + " in the jar; or set"
								+ " rocketmq-http.transaction.log.initialize-schema=always."
						: "Create it after the model of the scripts beside " + LogSchema.class.getPackageName()
								+ " in the jar.")
						+ " Or set rocketmq-http.transaction.log.enabled=false and answer back-checks with"
						+ " @BackCheckHandler.",
				cause);
	}

	private Database database() {
		try {
			return JdbcUtils.extractDatabaseMetaData(this.dataSource, LogSchema::read);
		}
		catch (MetaDataAccessException ex) {
			throw new InvalidTransactionLogException("The database of the transaction log cannot be told.",
					"Create the table '" + this.settings.tableName() + "' by hand.", ex);
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
