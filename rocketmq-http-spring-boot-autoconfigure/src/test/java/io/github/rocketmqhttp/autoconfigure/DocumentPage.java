package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of the documents, as tests read it.
 *
 * @param text its text
 */
public record DocumentPage(String text) {

	private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");

	/**
	 * Reads a page.
	 * @param name name of its file in the folder of the documents
	 * @return the page
	 */
	public static DocumentPage read(String name) {
		// The tests run in two modules.
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("docs").resolve(name))) {
			directory = Objects.requireNonNull(directory.getParent(), "no directory above has the page");
		}
		try {
			return new DocumentPage(Files.readString(directory.resolve("docs").resolve(name)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The contents of the fenced blocks, in order.
	 */
	public List<String> blocks() {
		return BLOCK.matcher(this.text).results().map((block) -> block.group(1)).toList();
	}

	/**
	 * The rows of the first table whose first column has that heading.
	 */
	public List<List<String>> table(String heading) {
		List<String> lines = this.text.lines().toList();
		int start = 0;
		while (!lines.get(start).startsWith("| " + heading + " |")) {
			start++;
		}
		return lines.stream()
			.skip(start + 2L)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList())
			.toList();
	}

	/**
	 * All code spans.
	 */
	public Set<String> codes() {
		return codes(BLOCK.matcher(this.text).replaceAll(""));
	}

	/**
	 * The code spans of a cell.
	 */
	public static Set<String> codes(String cell) {
		return CODE.matcher(cell)
			.results()
			.map((MatchResult match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The only code span of a cell.
	 */
	public static String only(String cell) {
		assertThat(codes(cell)).hasSize(1);
		return codes(cell).iterator().next();
	}

}
