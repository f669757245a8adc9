package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.autoconfigure.InstanceProperties;
import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of properties is what the IDE is told about them.
 */
class PropertiesDocumentTests {

	private static final String PAGE = "docs/properties.md";

	private static final String METADATA = "rocketmq-http-spring-boot-autoconfigure/target/classes/META-INF/spring-configuration-metadata.json";

	private static final String COMMAND = "mvn -pl reliability-tests -am test -Dtest=PropertiesDocumentTests"
			+ " -Dsurefire.failIfNoSpecifiedTests=false -Dproperties.write=true";

	private static final String PREFIX = "rocketmq-http";

	private static final String NONE = "—";

	/** Spring Boot's own switches for our endpoint come last. */
	private static final Comparator<String> OURS_FIRST = Comparator
		.comparing((String group) -> !group.startsWith(PREFIX))
		.thenComparing(Comparator.naturalOrder());

	private final Map<String, JsonNode> properties = properties();

	static Map<String, JsonNode> properties() {
		try {
			JsonNode metadata = new ObjectMapper().readTree(Project.read(METADATA));
			return StreamSupport.stream(metadata.get("properties").spliterator(), false)
				.collect(Collectors.toMap((property) -> property.get("name").asText(), (property) -> property,
						(first, second) -> first, TreeMap::new));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void thePageIsUpToDate() throws IOException {
		String page = page();
		if (Boolean.getBoolean("properties.write")) {
			Files.writeString(Project.file(PAGE), page);
		}
		assertThat(Files.exists(Project.file(PAGE)) ? Project.read(PAGE) : "")
			.as("%s is not what the metadata says. Write it again with: %s", PAGE, COMMAND)
			.isEqualTo(page);
	}

	@Test
	void everyPropertyHasATypeASentenceAndADefaultOrNone() {
		assertThat(this.properties).hasSizeGreaterThan(50);
		assertThat(this.properties.values()).allSatisfy((property) -> {
			assertThat(type(property)).isNotBlank();
			assertThat(property.path("description").asText()).as(property.get("name").asText()).endsWith(".");
		});
	}

	@Test
	void flagsAndNumbersAndTimesHaveDefaultsUnlessTheirSentenceNamesOne() {
		assertThat(this.properties.values())
			.filteredOn((property) -> List.of("true or false", "whole number", "number", "time", "size")
				.contains(type(property)))
			.filteredOn((property) -> defaultValue(property).equals(NONE))
			.extracting((property) -> property.get("name").asText())
			.containsOnly("rocketmq-http.broker.memory-limit", "rocketmq-http.broker.seed",
					"rocketmq-http.client.proxy.port", "rocketmq-http.client.publish.max-concurrent",
					"rocketmq-http.client.publish.transaction-timeout", "rocketmq-http.transaction.log.enabled");
	}

	private String page() {
		StringBuilder page = new StringBuilder(
				"""
						# Properties

						Made from what the IDE shows, by a test; to change a line, change the `@param` of its record and run

						    %s

						A time has a unit: `500ms`, `30s`, `2m`, `24h`; so has a size: `512KB`, `256MB`. `—` as a default means: not set.
						Names may be written in any form that Spring Boot binds, environment variables included. What there is to say
						in more than a sentence is in [configuration](configuration.md).
						"""
					.formatted(COMMAND));
		Map<String, List<JsonNode>> groups = this.properties.values()
			.stream()
			.filter((property) -> !property.has("deprecation"))
			.collect(Collectors.groupingBy(PropertiesDocumentTests::group, () -> new TreeMap<>(OURS_FIRST),
					Collectors.toList()));
		groups.forEach((group, members) -> {
			page.append("\n## ")
				.append(group)
				.append("\n\n| property | type | default | is |\n| --- | --- | --- | --- |\n");
			members.forEach((property) -> page.append(row(property)));
			if (group.equals(PREFIX)) {
				page.append(instances());
			}
		});
		return page.toString();
	}

	private static String row(JsonNode property) {
		return "| `" + property.get("name").asText() + "` | " + type(property) + " | " + defaultValue(property) + " | "
				+ property.get("description").asText().replace("|", "\\|") + " |\n";
	}

	private static String group(JsonNode property) {
		String name = property.get("name").asText();
		return name.substring(0, name.lastIndexOf('.'));
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		if (value.isMissingNode() || (value.isArray() && value.isEmpty())) {
			return NONE;
		}
		String constant = "`" + value.asText().replace('_', '-') + "`";
		return type(property).contains(constant) ? constant : "`" + value.asText() + "`";
	}

	private static String type(JsonNode property) {
		String type = property.get("type").asText();
		if (type.startsWith("java.util.List<java.lang.Class")) {
			return "classes";
		}
		if (type.startsWith("java.util.Map<")) {
			return "map";
		}
		return switch (type) {
			case "java.lang.String" -> "text";
			case "java.lang.Boolean" -> "true or false";
			case "java.lang.Integer", "java.lang.Long" -> "whole number";
			case "java.lang.Double" -> "number";
			case "java.time.Duration" -> "time";
			case "org.springframework.util.unit.DataSize" -> "size";
			case "java.util.List<java.lang.String>" -> "list of text";
			default -> constants(type);
		};
	}

	private static String constants(String type) {
		Object[] constants = ClassUtils.resolveClassName(type, null).getEnumConstants();
		assertThat(constants).as("a type that this test does not know yet: " + type).isNotNull();
		return Arrays.stream(constants)
			.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
			.collect(Collectors.joining(", "));
	}

	/**
	 * The properties of an instance, which mean what those of the same name mean.
	 */
	private String instances() {
		StringBuilder table = new StringBuilder(
				"\n### rocketmq-http.instances.*name*\n\n| property of an instance | is |\n| --- | --- |\n");
		Arrays.stream(InstanceProperties.class.getRecordComponents())
			.map((component) -> component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
			.forEach((name) -> table.append("| `" + name + "` | " + counterpart(name) + " |\n"));
		return table.toString();
	}

	private String counterpart(String name) {
		if (this.properties.containsKey(PREFIX + "." + name)) {
			return "like `" + PREFIX + "." + name + "`, for this instance";
		}
		if (name.equals("transaction-topics")) {
			return "like `rocketmq-http.transaction.topics`, for this instance";
		}
		String group = PREFIX + "." + name + ".";
		assertThat(this.properties.keySet()).as("nothing explains " + name + " of an instance")
			.anyMatch((property) -> property.startsWith(group));
		return "everything like `" + group + "*`, for this instance";
	}

}
