package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links between the documents lead somewhere, and the list of documents is complete.
 */
class LinksTests {

	private static final String INDEX = "docs/README.md";

	@Test
	void everyLinkLeadsToAFileAndToAHeadingInIt() {
		List<String> broken = new ArrayList<>();
		List<Page> pages = pages();
		for (Page page : pages) {
			for (String link : page.links()) {
				if (!link.matches("https?:.*") && !exists(page, link)) {
					broken.add(page.name() + " -> " + link);
				}
			}
		}
		assertThat(pages).hasSizeGreaterThan(5);
		assertThat(broken).isEmpty();
	}

	private static boolean exists(Page page, String link) {
		int hash = link.indexOf('#');
		String path = (hash >= 0) ? link.substring(0, hash) : link;
		Path from = Project.file(page.name());
		Path file = path.isEmpty() ? from : Objects.requireNonNull(from.getParent()).resolve(path).normalize();
		if (!Files.exists(file)) {
			return false;
		}
		return hash < 0 || Page.read(Project.name(file)).anchors().contains(link.substring(hash + 1));
	}

	@Test
	void theListOfDocumentsNamesEachOfThem() {
		List<String> listed = Page.read(INDEX).links();
		assertThat(pages()).map(Page::name)
			.filteredOn((name) -> name.startsWith("docs/") && !name.equals(INDEX))
			.map((name) -> name.substring("docs/".length()))
			.as("documents that %s does not list", INDEX)
			.allMatch(listed::contains);
	}

	@Test
	void thePageOfTheModelShowsAllOfItsTraces() throws IOException {
		List<String> shown = Page.read("docs/model/README.md").links();
		try (Stream<Path> traces = Files.list(Project.file("docs/model/traces"))) {
			assertThat(traces.map((trace) -> "traces/" + trace.getFileName())).isNotEmpty().allMatch(shown::contains);
		}
	}

	static List<Page> pages() {
		List<Page> pages = new ArrayList<>();
		for (String directory : List.of(".", "docs", "docs/model", "benchmarks")) {
			try (Stream<Path> files = Files.list(Project.file(directory).normalize())) {
				files.filter((file) -> file.toString().endsWith(".md"))
					.sorted()
					.forEach((file) -> pages.add(Page.read(Project.name(file))));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return pages;
	}

}
