package io.github.rocketmqhttp.reliability.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;

import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Effect once, whatever dies. How it went is written to {@code target/inbox-proof.md}; a
 * run is repeated with {@code -Dinbox.seed=…}.
 */
@Tag("proof")
class InboxProofTests {

	private static final Path REPORT = Path.of("target", "inbox-proof.md");

	@BeforeAll
	static void beginReport() throws IOException {
		Files.writeString(REPORT, """
				# Inbox proof

				| database | seed | messages | published | kills | rounds | not exactly once | took |
				|---|---|---|---|---|---|---|---|
				""");
	}

	@EachDatabase({ DatabaseKind.H2_SERVER, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void everyMessageTakesEffectOnceHoweverOftenItComesAndWhoeverDies(TestDatabase database)
			throws IOException, InterruptedException {
		String text = System.getProperty("inbox.seed", "");
		long seed = text.isBlank() ? RandomGenerator.getDefault().nextInt(1_000_000) : Long.parseLong(text);
		System.out.println("inbox seed=" + seed + " on " + database.name() + ", replay with -Dinbox.seed=" + seed);
		try (InboxProof proof = new InboxProof(Integer.getInteger("inbox.messages", 5000), seed, database)) {
			InboxResult result = proof.perform();
			Files.writeString(REPORT, result.toMarkdown(), StandardOpenOption.APPEND);
			assertThat(result.wrong()).as("not exactly once, seed %s", seed).isEmpty();
			assertThat(result.effects()).hasSize(result.messages());
			assertThat(result.rows()).isEqualTo(result.messages());
			assertThat(result.published()).isGreaterThan(2L * result.messages());
		}
	}

}
