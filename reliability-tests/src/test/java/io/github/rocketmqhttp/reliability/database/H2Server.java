package io.github.rocketmqhttp.reliability.database;

import java.sql.SQLException;

import org.h2.tools.Server;

/**
 * H2's TCP server in this JVM. It listens on the address in the system property
 * {@code h2.bindAddress}, which the module's POM sets before H2 reads it.
 */
final class H2Server implements DatabaseServer {

	private final int port;

	private H2Server(int port) {
		this.port = port;
	}

	static H2Server start() {
		TemporaryDirectory directory = TemporaryDirectory.create("h2-server-");
		try {
			Server server = Server
				.createTcpServer("-tcpPort", "0", "-baseDir", directory.path().toString(), "-ifNotExists")
				.start();
			directory.deleteAtExit(server::stop);
			return new H2Server(server.getPort());
		}
		catch (SQLException ex) {
			throw new IllegalStateException("H2's TCP server does not start", ex);
		}
	}

	@Override
	public TestDatabase create(String name) {
		String jdbcUrl = "jdbc:h2:tcp://127.0.0.1:" + this.port + "/./" + name + H2Files.OPTIONS;
		return new TestDatabase(DatabaseKind.H2_SERVER, jdbcUrl, H2Files.ACCOUNT, () -> {
		});
	}

}
