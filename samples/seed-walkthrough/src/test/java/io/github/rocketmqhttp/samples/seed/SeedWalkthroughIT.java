package io.github.rocketmqhttp.samples.seed;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the packaged walkthrough as a process of its own.
 */
class SeedWalkthroughIT {

	@TempDir
	private Path directory;

	@Test
	void eachMessageTakesItsWayAndTheProgramEnds() throws Exception {
		Path log = this.directory.resolve("walkthrough.log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
				Path.of("target", "seed-walkthrough.jar").toAbsolutePath().toString(),
				"--rocketmq-http.broker.transaction-check-interval=2s")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}

		String output = Files.readString(log, StandardCharsets.UTF_8);
		assertThat(process.exitValue()).as(output).isZero();
		List<String> steps = output.lines().map((line) -> line.replaceFirst("^\\S+ ", "")).toList();
		assertThat(steps).containsSubsequence("a=0: committed at once", "a=0: delivered \"message 0\"")
			.containsSubsequence("a=1: back-check 1, answered COMMIT", "a=1: delivered \"message 1\"")
			.containsSubsequence("a=2: back-check 1, answered UNKNOWN", "a=2: back-check 2, answered COMMIT",
					"a=2: delivered \"message 2\"")
			.containsSubsequence("a=3: back-check 1, answered ROLLBACK",
					"All four messages took the way that they should")
			.doesNotContain("a=3: delivered \"message 3\"");
	}

}
