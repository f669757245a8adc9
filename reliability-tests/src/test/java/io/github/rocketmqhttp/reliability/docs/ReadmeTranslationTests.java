package io.github.rocketmqhttp.reliability.docs;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.rocketmqhttp.reliability.docs.Page.Block;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README and its translation say the same, as far as that does not need somebody who
 * reads both: whoever changes one of them is reminded of the other.
 */
class ReadmeTranslationTests {

	private static final String ENGLISH = "README.md";

	private static final String CHINESE = "README.zh-CN.md";

	private final Page english = Page.read(ENGLISH);

	private final Page chinese = Page.read(CHINESE);

	@Test
	void eachLeadsToTheOther() {
		assertThat(this.english.links()).contains(CHINESE);
		assertThat(this.chinese.links()).contains(ENGLISH);
	}

	@Test
	void bothHaveTheSameHeadings() {
		assertThat(this.chinese.headings()).as("levels of the headings of %s", CHINESE)
			.hasSizeGreaterThan(5)
			.isEqualTo(this.english.headings());
	}

	@Test
	void bothShowTheSameBlocks() {
		List<Block> expected = this.english.blocks();
		List<Block> actual = this.chinese.blocks();
		for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
			assertThat(actual.get(i))
				.as("fenced block %s of %s; in %s it begins: %s", i + 1, CHINESE, ENGLISH,
						expected.get(i).text().lines().findFirst().orElse(""))
				.isEqualTo(expected.get(i));
		}
		assertThat(actual).as("number of fenced blocks in %s", CHINESE).hasSameSizeAs(expected).hasSizeGreaterThan(5);
	}

	@Test
	void theirTablesHaveTheSameFirstColumns() {
		assertThat(firstColumn(this.chinese)).as("first columns of the tables of %s", CHINESE)
			.hasSizeGreaterThan(20)
			.isEqualTo(firstColumn(this.english));
	}

	private static List<String> firstColumn(Page page) {
		return page.rows().stream().map((row) -> row.get(0)).toList();
	}

	@Test
	void bothNameTheSameThings() {
		assertThat(names(this.chinese)).as("code in the sentences of %s", CHINESE)
			.hasSizeGreaterThan(60)
			.isEqualTo(names(this.english));
	}

	private static Set<String> names(Page page) {
		return new TreeSet<>(page.codeSpans());
	}

	@Test
	void bothLeadToTheSamePages() {
		Set<String> expected = new TreeSet<>(this.english.links());
		Set<String> actual = new TreeSet<>(this.chinese.links());
		expected.removeAll(List.of(ENGLISH, CHINESE));
		actual.removeAll(List.of(ENGLISH, CHINESE));
		assertThat(actual).as("links of %s", CHINESE).isEqualTo(expected);
	}

}
