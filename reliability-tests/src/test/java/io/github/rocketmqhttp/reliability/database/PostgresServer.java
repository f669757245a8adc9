package io.github.rocketmqhttp.reliability.database;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL server of its own process, unpacked from a Maven artifact. The library
 * stops it and deletes its data when the JVM ends.
 */
final class PostgresServer implements DatabaseServer {

	private static final Account ACCOUNT = new Account("postgres", "postgres");

	private final int port;

	private PostgresServer(int port) {
		this.port = port;
	}

	static PostgresServer start() {
		try {
			return new PostgresServer(EmbeddedPostgres.builder()
				.setServerConfig("listen_addresses", "127.0.0.1")
				.setServerConfig("synchronous_commit", "on")
				.start()
				.getPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("PostgreSQL does not start", ex);
		}
	}

	@Override
	public TestDatabase create(String name) {
		DatabaseServer.execute(url("postgres"), ACCOUNT, "CREATE DATABASE " + name);
		// A database takes some 8 MB here; FORCE ends what a killed process left open.
		return new TestDatabase(DatabaseKind.POSTGRESQL, url(name), ACCOUNT, () -> DatabaseServer
			.execute(url("postgres"), ACCOUNT, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"));
	}

	private String url(String name) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + name;
	}

}
