package io.github.rocketmqhttp.reliability.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A MariaDB server of its own process, from the programs that the machine has, with its
 * data in a temporary directory.
 */
final class MariaDbServer implements DatabaseServer {

	private static final Account ACCOUNT = new Account("root", "");

	private static final Duration START = Duration.ofSeconds(60);

	private static final int ATTEMPTS = 3;

	private final int port;

	private MariaDbServer(int port) {
		this.port = port;
	}

	static MariaDbServer start() {
		Path server = program("mariadbd");
		Path installer = program("mariadb-install-db");
		// The installer is a script that calls this one, which is in another package.
		program("my_print_defaults");
		TemporaryDirectory directory = TemporaryDirectory.create("mariadb-");
		List<Process> processes = new ArrayList<>();
		directory.deleteAtExit(() -> processes.forEach(MariaDbServer::end));
		install(installer, directory);
		for (int attempt = 1;; attempt++) {
			int port = freePort();
			Process process = run(command(server, directory, port), directory.resolve("server.log"));
			processes.add(process);
			Awaitility.await("MariaDB to answer")
				.atMost(START)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> !process.isAlive() || answers(port));
			if (process.isAlive()) {
				return new MariaDbServer(port);
			}
			// Somebody else may have taken the port meanwhile.
			if (attempt == ATTEMPTS) {
				throw new IllegalStateException("MariaDB does not start: " + read(directory.resolve("server.log")));
			}
		}
	}

	@Override
	public TestDatabase create(String name) {
		DatabaseServer.execute(url(this.port, ""), ACCOUNT, "CREATE DATABASE " + name);
		// A database is small here, and a drop would wait for what a killed process left.
		return new TestDatabase(DatabaseKind.MARIADB, url(this.port, name), ACCOUNT, () -> {
		});
	}

	private static Path program(String name) {
		Stream<String> directories = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)),
				Stream.of("/usr/sbin", "/usr/local/sbin"));
		return directories.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new MissingDatabaseException("MariaDB is not installed (no " + name
					+ "): apt-get install --no-install-recommends mariadb-server-core mariadb-client-core"));
	}

	private static void install(Path installer, TemporaryDirectory directory) {
		Path log = directory.resolve("install.log");
		Process process = run(
				withUser(List.of(installer.toString(), "--no-defaults", "--datadir=" + directory.resolve("data"),
						"--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db")),
				log);
		try {
			if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
				end(process);
				throw new IllegalStateException("mariadb-install-db failed: " + read(log));
			}
		}
		catch (InterruptedException ex) {
			end(process);
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while mariadb-install-db ran", ex);
		}
	}

	private static List<String> command(Path server, TemporaryDirectory directory, int port) {
		return withUser(List.of(server.toString(), "--no-defaults", "--datadir=" + directory.resolve("data"),
				"--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid"),
				"--bind-address=127.0.0.1", "--port=" + port, "--skip-name-resolve", "--max-connections=300",
				"--innodb-buffer-pool-size=32M"));
	}

	private static List<String> withUser(List<String> command) {
		if (!"root".equals(System.getProperty("user.name"))) {
			return command;
		}
		List<String> forRoot = new ArrayList<>(command);
		forRoot.add("--user=root");
		return forRoot;
	}

	private static Process run(List<String> command, Path log) {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot run " + command.get(0), ex);
		}
	}

	private static void end(Process process) {
		process.destroyForcibly().onExit().join();
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free port", ex);
		}
	}

	private static boolean answers(int port) {
		try (Connection connection = DriverManager.getConnection(url(port, ""), ACCOUNT.username(),
				ACCOUNT.password())) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static String url(int port, String name) {
		return "jdbc:mariadb://127.0.0.1:" + port + "/" + name;
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + log, ex);
		}
	}

}
