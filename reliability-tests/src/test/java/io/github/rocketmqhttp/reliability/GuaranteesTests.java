package io.github.rocketmqhttp.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
		List<String> promises = read(GUARANTEES).lines().filter((line) -> line.startsWith("| P")).toList();
		assertThat(promises).allMatch((line) -> PROOF.matcher(line).find());
		for (int i = 1; i <= 10; i++) {
			assertThat(promises).as("P" + i).anyMatch(Pattern.compile("^\\| P" + i + " \\|").asPredicate());
		}
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
