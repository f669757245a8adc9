package io.github.rocketmqhttp.reliability.database;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertAll;

class TestDatabaseTests {

	private static final String CREATE = "CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY)";

	@EachDatabase({ DatabaseKind.H2, DatabaseKind.H2_SERVER, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void aRowStaysWhenThePoolIsClosedAndOpenedAgain(TestDatabase database) {
		JdbcTemplate before = new JdbcTemplate(database.dataSource());
		before.execute(CREATE);
		before.update("INSERT INTO orders VALUES ('o-1')");

		database.disconnect();

		assertThat(ids(new JdbcTemplate(database.dataSource()))).containsExactly("o-1");
	}

	@EachDatabase({ DatabaseKind.H2, DatabaseKind.H2_SERVER, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void twoDatabasesDoNotSeeEachOther(TestDatabase database) {
		try (TestDatabase other = database.kind().fresh()) {
			JdbcTemplate here = new JdbcTemplate(database.dataSource());
			JdbcTemplate there = new JdbcTemplate(other.dataSource());
			here.execute(CREATE);
			there.execute(CREATE);

			here.update("INSERT INTO orders VALUES ('o-1')");

			assertThat(ids(there)).isEmpty();
		}
	}

	@EachDatabase({ DatabaseKind.H2_SERVER, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void aServerIsReachableFromThisMachineAlone(TestDatabase database) throws IOException {
		int port = URI.create(database.jdbcUrl().substring("jdbc:".length()).replace("h2:tcp", "h2")).getPort();
		List<InetAddress> outside = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.isLoopbackAddress())
			.toList();
		assumeThat(outside).as("addresses that others can reach").isNotEmpty();

		new Socket(InetAddress.getLoopbackAddress(), port).close();

		assertAll(outside.stream()
			.map((address) -> () -> assertThatExceptionOfType(ConnectException.class).as("%s", address)
				.isThrownBy(() -> new Socket(address, port).close())));
	}

	@EachDatabase({ DatabaseKind.H2_SERVER, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void aSecondConnectionReadsWhileThePoolIsOpen(TestDatabase database) throws SQLException {
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.execute(CREATE);
		jdbc.update("INSERT INTO orders VALUES ('o-1')");

		try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
				var rows = connection.createStatement().executeQuery("SELECT id FROM orders")) {
			assertThat(rows.next()).isTrue();
			assertThat(rows.getString(1)).isEqualTo("o-1");
		}
	}

	@Test
	void mariaDbWritesEveryCommitToTheDisk() {
		try (TestDatabase database = DatabaseKind.MARIADB.fresh()) {
			assertThat(new JdbcTemplate(database.dataSource()).queryForObject("SELECT @@innodb_flush_log_at_trx_commit",
					Integer.class))
				.isEqualTo(1);
		}
	}

	private static List<String> ids(JdbcTemplate jdbc) {
		return jdbc.queryForList("SELECT id FROM orders", String.class);
	}

}
