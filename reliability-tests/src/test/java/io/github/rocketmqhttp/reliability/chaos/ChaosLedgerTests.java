package io.github.rocketmqhttp.reliability.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Two instances, thousands of transactions, a bad network, a bad database, and deaths:
 * what was committed is what was delivered. How it went is written to
 * {@code target/chaos-ledger.md}.
 */
@Tag("proof")
class ChaosLedgerTests {

	private static final Path REPORT = Path.of("target", "chaos-ledger.md");

	@BeforeAll
	static void beginReport() throws IOException {
		Files.writeString(REPORT, "# Chaos ledger\n\n");
	}

	static List<ChaosSettings> runs() {
		return ChaosSettings.ofSystemProperties();
	}

	@ParameterizedTest
	@MethodSource("runs")
	void whatIsCommittedIsDelivered(ChaosSettings settings) throws IOException, InterruptedException {
		System.out.println(settings);
		try (TestDatabase database = settings.database().fresh(); ChaosRun run = new ChaosRun(settings, database)) {
			ChaosResult result = run.perform();
			Files.writeString(REPORT, result.toMarkdown(), StandardOpenOption.APPEND);
			assertBalanced(result);
			assertEventful(result);
		}
	}

	private static void assertBalanced(ChaosResult result) {
		Ledger ledger = result.ledger();
		assertSoftly((softly) -> {
			softly.assertThat(ledger.lost()).as("committed and not delivered (P1), %s", result.settings()).isEmpty();
			softly.assertThat(ledger.undue()).as("delivered and not committed (P2), %s", result.settings()).isEmpty();
			softly.assertThat(ledger.duplicates()).as("delivered twice (P7), %s", result.settings()).isEmpty();
			softly.assertThat(result.undecided()).as("left in doubt, %s", result.settings()).isZero();
			softly.assertThat(ledger.wronglyTold())
				.as("callers told otherwise than it is (P4, P6), %s", result.settings())
				.isEmpty();
			softly.assertThat(ledger.forbidden())
				.as("calls that end in no allowed way (P5), %s", result.settings())
				.isEmpty();
		});
	}

	/**
	 * A run in which nothing happened proves nothing.
	 */
	private static void assertEventful(ChaosResult result) {
		assertThat(result.ledger().ends()).hasSize(result.settings().transactions());
		assertThat(result.ledger().orders()).hasSizeGreaterThan(result.settings().transactions() / 3);
		assertThat(result.kills()).isPositive();
		assertThat(result.checkedWhileHeld()).isPositive();
	}

}
