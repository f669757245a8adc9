package io.github.rocketmqhttp.reliability.docs;

import java.util.List;

import io.github.rocketmqhttp.reliability.docs.Page.Block;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows in Java compiles.
 */
class ReadmeSnippetsTests {

	@Test
	void everyPieceOfJavaCompiles() {
		List<String> blocks = Page.read("README.md").blocks("java").stream().map(Block::text).toList();
		assertThat(blocks).hasSizeGreaterThan(3);
		assertThat(blocks.stream().flatMap((block) -> Snippet.of(block).stream()))
			.allSatisfy((snippet) -> assertThat(snippet.compile()).isEmpty());
	}

	@Test
	void aPieceThatDoesNotCompileIsFound() {
		assertThat(new Snippet("template.send(\"orders\");").compile()).contains("template.send");
	}

}
