package io.github.rocketmqhttp.reliability.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document in Markdown, as far as the tests need its structure.
 *
 * @param name its file
 * @param prose its lines outside of fenced blocks
 * @param blocks its fenced blocks
 */
record Page(String name, List<String> prose, List<Block> blocks) {

	private static final Pattern CODE_SPAN = Pattern.compile("(`+)(.+?)\\1(?!`)");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern NAME = Pattern.compile("<!-- ([\\w-]+) -->");

	private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

	static Page read(String name) {
		List<String> prose = new ArrayList<>();
		List<Block> blocks = new ArrayList<>();
		List<String> block = null;
		String language = "";
		for (String line : Project.read(name).lines().toList()) {
			if (line.startsWith("```")) {
				if (block == null) {
					block = new ArrayList<>();
					language = line.substring(3).strip();
				}
				else {
					blocks.add(new Block(nameAbove(prose), language, String.join("\n", block)));
					block = null;
				}
			}
			else if (block != null) {
				block.add(line);
			}
			else {
				prose.add(line);
			}
		}
		if (block != null) {
			throw new IllegalArgumentException("A fenced block of " + name + " has no end.");
		}
		return new Page(name, List.copyOf(prose), List.copyOf(blocks));
	}

	private static String nameAbove(List<String> prose) {
		Matcher name = NAME.matcher(prose.isEmpty() ? "" : prose.get(prose.size() - 1));
		return name.matches() ? name.group(1) : "";
	}

	List<Block> blocks(String language) {
		return this.blocks.stream().filter((block) -> block.language().equals(language)).toList();
	}

	/**
	 * Marks of the headings in order, such as {@code ##}.
	 */
	List<String> headings() {
		return this.prose.stream()
			.filter((line) -> line.matches("#{1,6} .*"))
			.map((line) -> line.substring(0, line.indexOf(' ')))
			.toList();
	}

	/**
	 * What links to headings end with, as GitHub makes it of their text.
	 */
	List<String> anchors() {
		return this.prose.stream()
			.filter((line) -> line.matches("#{1,6} .*"))
			.map((line) -> line.substring(line.indexOf(' ') + 1).toLowerCase(Locale.ROOT))
			.map((text) -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.toList();
	}

	/**
	 * Rows of all tables, without heads, as cells.
	 */
	List<List<String>> rows() {
		List<List<String>> rows = new ArrayList<>();
		for (int i = 0; i < this.prose.size(); i++) {
			boolean head = i + 1 < this.prose.size() && isRule(this.prose.get(i + 1));
			String line = this.prose.get(i);
			if (line.startsWith("|") && !head && !isRule(line)) {
				rows.add(cells(line));
			}
		}
		return rows;
	}

	private static boolean isRule(String line) {
		return line.matches("\\|[ |:-]+\\|");
	}

	private static List<String> cells(String line) {
		return CELL_END.splitAsStream(line.substring(1, line.lastIndexOf('|'))).map(String::strip).toList();
	}

	/**
	 * Targets of the links in the prose, in order.
	 */
	List<String> links() {
		return LINK.matcher(String.join("\n", this.prose)).results().map((MatchResult link) -> link.group(1)).toList();
	}

	/**
	 * Code spans of the prose, in order.
	 */
	List<String> codeSpans() {
		return codeSpans(String.join("\n", this.prose));
	}

	static List<String> codeSpans(String text) {
		return CODE_SPAN.matcher(text).results().map((MatchResult span) -> span.group(2).strip()).toList();
	}

	/**
	 * A fenced block.
	 *
	 * @param name the name in a comment on the line above it, or empty
	 * @param language what stands behind the fence
	 * @param text its lines
	 */
	record Block(String name, String language, String text) {
	}

}
