package io.github.rocketmqhttp.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages of the guarantees and of their model name tests; they have to exist.
 */
class GuaranteesTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final String GUARANTEES = "docs/guarantees.md";

	private static final int PROMISES = 13;

	private static final String JAVA = ".java";

	private static final Pattern PROOF = Pattern.compile("`(\\w+(?:Tests|IT))\\.(\\w+)`");

	@ParameterizedTest
	@ValueSource(strings = { GUARANTEES, "docs/model/README.md" })
	void everyNamedTestExists(String page) throws IOException {
		List<MatchResult> proofs = PROOF.matcher(read(page)).results().toList();
		Map<String, List<Path>> tests = tests();
		TreeSet<String> missing = new TreeSet<>();
		for (MatchResult proof : proofs) {
			if (tests.getOrDefault(proof.group(1), List.of())
				.stream()
				.noneMatch((source) -> hasMethod(source, proof.group(2)))) {
				missing.add(proof.group());
			}
		}
		assertThat(proofs).hasSizeGreaterThan(20);
		assertThat(missing).as("tests that %s names and that are not there", page).isEmpty();
	}

	@Test
	void everyPromiseHasItsLineAndEveryLineItsProof() throws IOException {
		List<List<String>> lines = read(GUARANTEES).lines()
			.filter((line) -> line.matches("\\| P\\d+ \\|.*"))
			.map(GuaranteesTests::cells)
			.toList();
		assertThat(lines).extracting((line) -> line.get(0)).containsExactlyElementsOf(names());
		assertThat(lines.subList(0, PROMISES)).as("promise, condition and limit")
			.allSatisfy((line) -> assertThat(line).hasSize(4).noneMatch(String::isBlank));
		assertThat(lines.subList(PROMISES, 2 * PROMISES)).as("proofs")
			.allSatisfy((line) -> assertThat(line).hasSize(2).element(1).asString().containsPattern(PROOF));
	}

	/**
	 * All of them in each of the two tables.
	 */
	private static List<String> names() {
		return IntStream.range(0, 2 * PROMISES).mapToObj((i) -> "P" + (i % PROMISES + 1)).toList();
	}

	private static List<String> cells(String line) {
		return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|")).map(String::strip).toList();
	}

	private static String read(String page) throws IOException {
		return Files.readString(ROOT.resolve(page));
	}

	/**
	 * The tests of all modules, by the name of their class. Only sources are looked at:
	 * what the build leaves beside them is many times as much.
	 */
	private static Map<String, List<Path>> tests() throws IOException {
		Map<String, List<Path>> tests = new HashMap<>();
		Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
			@Override
			public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
				String name = directory.getFileName().toString();
				return (name.equals("target") || name.startsWith(".")) ? FileVisitResult.SKIP_SUBTREE
						: FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
				String name = file.getFileName().toString();
				if (name.endsWith(JAVA)) {
					tests
						.computeIfAbsent(name.substring(0, name.length() - JAVA.length()), (type) -> new ArrayList<>(1))
						.add(file);
				}
				return FileVisitResult.CONTINUE;
			}
		});
		return tests;
	}

	private static boolean hasMethod(Path source, String method) {
		try {
			return Files.readString(source).contains("void " + method + "(");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
