package io.github.rocketmqhttp.reliability.docs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.rocketmqhttp.reliability.docs.Page.Block;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents name no property that there is not.
 */
class NamedPropertiesTests {

	private static final Pattern NAME = Pattern
		.compile("(?:\\brocketmq-http|\\bmanagement\\.(?:endpoint|health)\\.rocketmqhttp)(?:\\.[a-z][a-z0-9-]*)+");

	private static final Pattern INSTANCE = Pattern.compile("rocketmq-http\\.instances\\.[a-z-]+\\.");

	private final Set<String> properties = new TreeSet<>(PropertiesDocumentTests.properties().keySet());

	@Test
	void everyPropertyOnAPageExists() {
		List<String> named = new ArrayList<>();
		List<String> unknown = new ArrayList<>();
		for (Page page : LinksTests.pages()) {
			names(page).forEach((name) -> {
				named.add(name);
				if (!exists(name)) {
					unknown.add(page.name() + ": " + name);
				}
			});
		}
		assertThat(named).hasSizeGreaterThan(150);
		assertThat(unknown).isEmpty();
	}

	private static Stream<String> names(Page page) {
		Stream<String> prose = NAME.matcher(String.join("\n", page.prose())).results().map(MatchResult::group);
		Stream<String> blocks = page.blocks().stream().flatMap(NamedPropertiesTests::names);
		return Stream.concat(prose, blocks);
	}

	private static Stream<String> names(Block block) {
		if (!block.language().equals("yaml")) {
			return NAME.matcher(block.text()).results().map(MatchResult::group);
		}
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)));
		return Objects.requireNonNull(yaml.getObject())
			.stringPropertyNames()
			.stream()
			.filter((name) -> name.startsWith("rocketmq-http."))
			.map((name) -> name.replaceFirst("\\[\\d+]$", ""));
	}

	/**
	 * Whether there is such a property, or a group of that name. Instances have a part of
	 * them, and one of their own.
	 */
	private boolean exists(String name) {
		String plain = INSTANCE.matcher(name).replaceFirst("rocketmq-http.");
		return this.properties.contains(plain) || plain.equals("rocketmq-http.transaction-topics")
				|| this.properties.stream().anyMatch((property) -> property.startsWith(plain + "."));
	}

}
