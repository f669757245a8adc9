package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which settings a log accepts.
 */
class JdbcTransactionLogSettingsTests {

	/** For how long the service asks, from publishing on. */
	private static final Duration CHECK_WINDOW = Duration.ofHours(24).plus(ProtocolLimits.MAX_IMMUNITY_TIME);

	@Test
	void rowsAreKeptForLongerThanTheServiceAsks() {
		assertThat(JdbcTransactionLogSettings.MIN_RETENTION).isGreaterThan(CHECK_WINDOW.plusMinutes(30));
		assertThat(retention(JdbcTransactionLogSettings.MIN_RETENTION).retention())
			.isEqualTo(JdbcTransactionLogSettings.MIN_RETENTION);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> retention(JdbcTransactionLogSettings.MIN_RETENTION.minusMillis(1)))
			.withMessageContaining("retention");
		assertThatIllegalArgumentException().isThrownBy(() -> retention(CHECK_WINDOW));
	}

	@Test
	void theRestIsInItsRange() {
		with("rows", Duration.ofSeconds(5), 500);
		assertThatIllegalArgumentException().isThrownBy(() -> with("no name", Duration.ofSeconds(5), 500))
			.withMessageContaining("no name");
		assertThatIllegalArgumentException().isThrownBy(() -> with("rows", Duration.ofSeconds(6), 500))
			.withMessageContaining("check timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> with("rows", Duration.ofSeconds(5), 0))
			.withMessageContaining("batch size");
	}

	private static void with(String table, Duration checkTimeout, int batchSize) {
		JdbcTransactionLogSettings defaults = JdbcTransactionLogSettings.DEFAULTS;
		assertThat(new JdbcTransactionLogSettings(table, defaults.initializeSchema(), checkTimeout,
				defaults.retention(), defaults.purgeInterval(), batchSize)
			.confirmBeforeCommit()).isTrue();
	}

	private static JdbcTransactionLogSettings retention(Duration retention) {
		JdbcTransactionLogSettings defaults = JdbcTransactionLogSettings.DEFAULTS;
		return new JdbcTransactionLogSettings(defaults.tableName(), defaults.initializeSchema(),
				defaults.checkTimeout(), retention, defaults.purgeInterval(), defaults.purgeBatchSize());
	}

}
