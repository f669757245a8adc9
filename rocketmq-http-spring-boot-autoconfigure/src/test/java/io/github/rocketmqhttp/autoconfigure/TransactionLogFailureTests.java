package io.github.rocketmqhttp.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when the table of the transaction log cannot be used.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionLogFailureTests {

	private final CapturedOutput output;

	TransactionLogFailureTests(CapturedOutput output) {
		this.output = output;
	}

	@Test
	void aMissingTableIsNamedWithItsScriptAndBothRemedies() {
		String report = StartupFailures.report(this.output, Sound.class,
				"rocketmq-http.transaction.log.initialize-schema=never",
				"rocketmq-http.transaction.log.table-name=tx_log",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("The table 'tx_log' of the transaction log is missing in the H2 database")
			.contains("'schema-h2.sql' in the package io.github.rocketmqhttp.transaction.jdbc")
			.contains("rocketmq-http.transaction.log.initialize-schema=always")
			.contains("rocketmq-http.transaction.log.enabled=false")
			.contains("@BackCheckHandler");
	}

	@Test
	void aTableThatCannotBeCreatedSaysSo() {
		String report = StartupFailures.report(this.output, Sound.class,
				"rocketmq-http.transaction.log.initialize-schema=always",
				"rocketmq-http.transaction.log.table-name=nowhere.tx_log",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("The table 'nowhere.tx_log'")
			.contains("cannot be created");
	}

	@Test
	void aTableWithOtherColumnsIsNotReportedAsMissing() throws SQLException {
		String url = "jdbc:h2:mem:" + UUID.randomUUID();
		try (Connection owner = DriverManager.getConnection(url, "sa", "")) {
			owner.createStatement().execute("CREATE TABLE tx_log (id INT)");

			String report = StartupFailures.report(this.output, Sound.class,
					"rocketmq-http.transaction.log.initialize-schema=always",
					"rocketmq-http.transaction.log.table-name=tx_log", "spring.datasource.url=" + url);

			assertThat(report).contains("APPLICATION FAILED TO START")
				.contains("The table 'tx_log' of the transaction log in the H2 database has other columns")
				.contains("'schema-h2.sql' in the package io.github.rocketmqhttp.transaction.jdbc")
				.contains("rocketmq-http.transaction.log.table-name")
				.doesNotContain("missing");
		}
	}

	@Test
	void aTableThatMayNotBeReadIsNotReportedAsMissing() throws SQLException {
		String url = "jdbc:h2:mem:" + UUID.randomUUID();
		try (Connection owner = DriverManager.getConnection(url, "sa", "")) {
			owner.createStatement().execute("CREATE TABLE tx_log (tx_id INT)");
			owner.createStatement().execute("CREATE USER guest PASSWORD 'guest'");

			String report = StartupFailures.report(this.output, Sound.class,
					"rocketmq-http.transaction.log.table-name=tx_log", "spring.datasource.url=" + url,
					"spring.datasource.username=guest", "spring.datasource.password=guest");

			assertThat(report).contains("APPLICATION FAILED TO START")
				.contains("The table 'tx_log' of the transaction log in the H2 database cannot be read")
				.contains("Grant")
				.doesNotContain("missing");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportDatabase
	@Import(Service.class)
	static class Sound {

	}

	static class Service {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders")
		void place(String order) {
		}

	}

}
