package io.github.rocketmqhttp.reliability.database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one server of its kind in this JVM, started when the first test asks for a
 * database.
 */
final class SharedServer {

	private static final Logger logger = LoggerFactory.getLogger(SharedServer.class);

	private final DatabaseServer.Starter starter;

	private @Nullable DatabaseServer server;

	private @Nullable MissingDatabaseException missing;

	private int databases;

	SharedServer(DatabaseServer.Starter starter) {
		this.starter = starter;
	}

	/**
	 * Makes a database with a name of its own.
	 * @throws MissingDatabaseException when this machine lacks the product; it is looked
	 * for, and warned of, once
	 */
	synchronized TestDatabase create() {
		this.databases++;
		return running().create("t" + this.databases);
	}

	private DatabaseServer running() {
		if (this.missing != null) {
			throw this.missing;
		}
		if (this.server == null) {
			try {
				this.server = this.starter.start();
			}
			catch (MissingDatabaseException ex) {
				logger.warn("Some tests cannot run. {}", ex.getMessage());
				this.missing = ex;
				throw ex;
			}
		}
		return this.server;
	}

}
