package io.github.rocketmqhttp.reliability.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import org.opentest4j.TestAbortedException;

/**
 * The table of all runs. Safe for use by several threads.
 */
final class CrashReport {

	private static final Path FILE = Path.of("target", "crash-matrix.md");

	private static final String HEAD = """
			| database | phase | messages | point | death | answered by | committed | delivered | rounds | verdict |
			| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
			""";

	private static final Comparator<CrashRun> ORDER = Comparator.comparing(CrashRun::database)
		.thenComparing(CrashRun::phase)
		.thenComparing(CrashRun::messages)
		.thenComparing(CrashRun::point)
		.thenComparing(CrashRun::death)
		.thenComparing(CrashRun::otherInstance);

	private final long start = System.nanoTime();

	private final Map<CrashRun, Row> rows = new ConcurrentHashMap<>();

	/**
	 * Performs a run and takes down what came of it.
	 */
	CrashResult add(CrashRun run, Callable<CrashResult> work) throws Exception {
		try {
			CrashResult result = work.call();
			this.rows.put(run, Row.of(result));
			return result;
		}
		catch (TestAbortedException ex) {
			this.rows.put(run, Row.without(Verdict.SKIPPED, ex));
			throw ex;
		}
		catch (Exception ex) {
			this.rows.put(run, Row.without(Verdict.FAILED, ex));
			throw ex;
		}
	}

	/**
	 * Writes the table, with the summary as its last line.
	 */
	void write() throws IOException {
		StringBuilder text = new StringBuilder("# Crash matrix\n\n").append(HEAD);
		Map<CrashRun, Row> sorted = new TreeMap<>(ORDER);
		sorted.putAll(this.rows);
		sorted.forEach((run, row) -> text.append(line(run, row)));
		Files.writeString(FILE, text.append('\n').append(summary()).append('\n'));
	}

	private static String line(CrashRun run, Row row) {
		return "| "
				+ String.join(" | ", run.database().toString(), run.phase().toString(), String.valueOf(run.messages()),
						run.point().toString(), run.death().toString(),
						run.otherInstance() ? "other instance" : "restarted instance", row.facts())
				+ " | " + row.verdict().name().toLowerCase(Locale.ROOT) + row.remark() + " |\n";
	}

	private String summary() {
		long duplicates = this.rows.values().stream().mapToLong(Row::duplicates).sum();
		return "%d runs in %d s: %d ok, %d failed, %d skipped; %d duplicates.".formatted(this.rows.size(),
				Duration.ofNanos(System.nanoTime() - this.start).toSeconds(), count(Verdict.OK), count(Verdict.FAILED),
				count(Verdict.SKIPPED), duplicates);
	}

	private long count(Verdict verdict) {
		return this.rows.values().stream().filter((row) -> row.verdict() == verdict).count();
	}

	private enum Verdict {

		OK, FAILED, SKIPPED

	}

	/**
	 * What came of a run.
	 */
	private record Row(String facts, int duplicates, Verdict verdict, String remark) {

		static Row of(CrashResult result) {
			List<String> failures = result.failures();
			String delivered = String.valueOf(result.delivered().size());
			if (result.duplicates() > 0) {
				delivered += " (" + result.duplicates() + " again)";
			}
			String facts = String.join(" | ", result.committed() ? "yes" : "no", delivered,
					String.valueOf(result.rounds()));
			return new Row(facts, result.duplicates(), failures.isEmpty() ? Verdict.OK : Verdict.FAILED,
					failures.isEmpty() ? "" : ": " + String.join("; ", failures));
		}

		static Row without(Verdict verdict, Exception cause) {
			return new Row("- | - | -", 0, verdict,
					": " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
		}

	}

}
