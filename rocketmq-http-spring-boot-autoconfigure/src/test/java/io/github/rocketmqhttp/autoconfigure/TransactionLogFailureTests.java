package io.github.rocketmqhttp.autoconfigure;

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
			.contains("'schema-h2.sql' beside io.github.rocketmqhttp.transaction.jdbc")
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
