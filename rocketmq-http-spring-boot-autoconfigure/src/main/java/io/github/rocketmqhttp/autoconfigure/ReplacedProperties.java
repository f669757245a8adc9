package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Properties that no longer exist and what takes their place, as the metadata for IDEs
 * says: one list for both readers.
 */
final class ReplacedProperties {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private final Map<ConfigurationPropertyName, String> remedies = new HashMap<>();

	/**
	 * Reads metadata.
	 * @param documents contents of metadata files
	 */
	ReplacedProperties(List<String> documents) {
		documents.forEach(this::read);
	}

	/**
	 * Reads the metadata of all jars.
	 */
	static ReplacedProperties ofClassPath() {
		List<String> documents = new ArrayList<>();
		try {
			for (URL url : Collections.list(ReplacedProperties.class.getClassLoader().getResources(METADATA))) {
				try (InputStream stream = url.openStream()) {
					String document = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
					if (document.contains("\"rocketmq-http.")) {
						documents.add(document);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new ReplacedProperties(documents);
	}

	private void read(String document) {
		Object properties = JsonParserFactory.getJsonParser().parseMap(document).get("properties");
		if (properties instanceof List<?> list) {
			list.forEach((property) -> {
				if (property instanceof Map<?, ?> map && map.get("name") instanceof String name
						&& map.get("deprecation") instanceof Map<?, ?> deprecation) {
					this.remedies.put(ConfigurationPropertyName.of(name), remedy(name, deprecation));
				}
			});
		}
	}

	private static String remedy(String name, Map<?, ?> deprecation) {
		Object replacement = deprecation.get("replacement");
		Object reason = deprecation.get("reason");
		return ((replacement != null) ? "Write " + replacement + " instead of " + name + "." : "Remove " + name + ".")
				+ ((reason != null) ? " " + reason : "");
	}

	/**
	 * Says what to do about a property.
	 * @return sentences, {@code null} if it never existed or still does
	 */
	@Nullable String remedy(ConfigurationPropertyName name) {
		return this.remedies.get(name);
	}

}
