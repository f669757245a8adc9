package io.github.rocketmqhttp.reliability.crash;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Whatever step a process dies at, what is delivered is what was committed. Two runs at a
 * time; all of them end up in {@code target/crash-matrix.md}. The system property
 * {@code crash.matrix} says how many there are.
 */
class CrashMatrixTests {

	private static final ExecutorService pool = Executors.newFixedThreadPool(2);

	private static final CrashReport report = new CrashReport();

	@AfterAll
	static void end() throws IOException {
		pool.shutdownNow();
		report.write();
	}

	/**
	 * Starts all runs, so that one goes on while the test waits for another.
	 */
	static List<Arguments> runs() {
		return CrashMatrix.ofSystemProperty().stream().map(CrashMatrixTests::start).toList();
	}

	private static Arguments start(CrashRun run) {
		return Arguments.of(run, pool.submit(() -> report.add(run, () -> CrashExperiment.perform(run))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("runs")
	void whatIsDeliveredIsWhatWasCommitted(CrashRun run, Future<CrashResult> result) throws Throwable {
		try {
			assertThat(result.get().failures()).as(run.toString()).isEmpty();
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	@Test
	void theCutHasEveryPointInBothPhasesAndEveryDatabaseUnderAllCircumstances() {
		assertThat(CrashMatrix.cut()).extracting(CrashRun::phase, CrashRun::point)
			.containsAll(CrashMatrix.all().stream().map((run) -> tuple(run.phase(), run.point())).toList());
		assertThat(CrashMatrix.cut()).extracting(CrashRun::database, CrashRun::death, CrashRun::otherInstance)
			.containsAll(CrashMatrix.all()
				.stream()
				.map((run) -> tuple(run.database(), run.death(), run.otherInstance()))
				.toList());
		assertThat(CrashMatrix.cut()).extracting(CrashRun::database, CrashRun::messages)
			.containsAll(CrashMatrix.all().stream().map((run) -> tuple(run.database(), run.messages())).toList());
		assertThat(CrashMatrix.cut()).flatExtracting(CrashRun::answers).contains(TransactionResolution.values());
	}

}
