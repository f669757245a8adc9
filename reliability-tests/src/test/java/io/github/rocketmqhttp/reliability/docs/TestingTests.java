package io.github.rocketmqhttp.reliability.docs;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.rocketmqhttp.reliability.docs.Page.Block;
import org.junit.jupiter.api.Test;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page on testing shows tests that run in their own modules.
 */
class TestingTests {

	private static final String MODULE = "rocketmq-http-spring-boot-test/src/test/java";

	private final Page page = Page.read("docs/testing.md");

	@Test
	void thePageShowsTheseTests() {
		Map<String, String> tests = Stream.of("samples/order-service/src/test/java", MODULE)
			.flatMap((directory) -> Region.of(directory).stream())
			.collect(toMap(Region::name, Region::text));
		Map<String, String> shown = this.page.blocks("java").stream().collect(toMap(Block::name, Block::text));
		assertThat(tests).hasSizeGreaterThan(4);
		assertThat(shown.keySet()).as("tests in %s", this.page.name()).isEqualTo(tests.keySet());
		tests.forEach((name, text) -> assertThat(shown.get(name)).as(name).isEqualTo(text));
	}

	@Test
	void theFailureIsOneThatATestExpects() {
		List<String> expected = Project
			.read(Project.file(MODULE + "/io/github/rocketmqhttp/test/assertions/AssertionTests.java"))
			.lines()
			.map(String::strip)
			.map((line) -> line.replace("\"\"\");", ""))
			.toList();
		List<Block> failures = this.page.blocks("text");
		assertThat(failures).hasSize(1);
		assertThat(expected).containsSubsequence(failures.get(0).text().lines().map(String::strip).toList());
	}

}
