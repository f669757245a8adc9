package io.github.rocketmqhttp.reliability.database;

import org.opentest4j.TestAbortedException;

/**
 * The databases that the promises are proven on. The server of a kind is started by the
 * first test that needs it and shared by all tests of the JVM.
 */
public enum DatabaseKind {

	/**
	 * H2 in a file that one process opens at a time, without a server.
	 */
	H2("h2", H2Files::new),

	/**
	 * H2 in a file behind a TCP server in the test's JVM, for several processes.
	 */
	H2_SERVER("h2-server", H2Server::start),

	/**
	 * PostgreSQL from the binaries that come as a Maven artifact.
	 */
	POSTGRESQL("postgresql", PostgresServer::start),

	/**
	 * MariaDB as installed on this machine.
	 */
	MARIADB("mariadb", MariaDbServer::start);

	private static final String REQUIRED = "databases.required";

	private final String label;

	@SuppressWarnings("ImmutableEnumChecker")
	private final SharedServer server;

	DatabaseKind(String label, DatabaseServer.Starter starter) {
		this.label = label;
		this.server = new SharedServer(starter);
	}

	/**
	 * Makes an empty database that nobody else uses, and starts the server if it does not
	 * run yet. The caller closes it.
	 * @throws TestAbortedException when this machine lacks the product: the test counts
	 * as skipped
	 * @throws IllegalStateException when it lacks the product and the system property
	 * {@code databases.required} is true, or when the server does not start
	 */
	public TestDatabase fresh() {
		try {
			return this.server.create();
		}
		catch (MissingDatabaseException ex) {
			if (Boolean.getBoolean(REQUIRED)) {
				throw new IllegalStateException(ex.getMessage(), ex);
			}
			throw new TestAbortedException(ex.getMessage(), ex);
		}
	}

	/**
	 * The short name, as in {@link TestDatabase#name()}.
	 */
	@Override
	public String toString() {
		return this.label;
	}

}
