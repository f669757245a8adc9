package io.github.rocketmqhttp.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

	private static final Pattern PROOF = Pattern.compile("`(\\w+(?:Tests|IT))\\.(\\w+)`");

	@ParameterizedTest
	@ValueSource(strings = { GUARANTEES, "docs/model/README.md" })
	void everyNamedTestExists(String page) throws IOException {
		List<MatchResult> proofs = PROOF.matcher(read(page)).results().toList();
		TreeSet<String> missing = new TreeSet<>();
		for (MatchResult proof : proofs) {
			if (sources(proof.group(1)).noneMatch((source) -> source.contains("void " + proof.group(2) + "("))) {
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

	private static Stream<String> sources(String type) throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.endsWith(type + ".java"))
				.filter((file) -> file.toString().contains("src"))
				.toList()
				.stream()
				.map(GuaranteesTests::read);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
