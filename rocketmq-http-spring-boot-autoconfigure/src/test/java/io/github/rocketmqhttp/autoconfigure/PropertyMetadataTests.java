package io.github.rocketmqhttp.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE shows about the properties.
 */
class PropertyMetadataTests {

	@Test
	void everyPropertyHasADescription() throws IOException, URISyntaxException {
		List<String> undescribed = new ArrayList<>();
		List<String> names = new ArrayList<>();
		for (JsonNode property : metadata().get("properties")) {
			names.add(property.get("name").asText());
			if (property.path("description").asText().isBlank()) {
				undescribed.add(property.get("name").asText());
			}
		}

		assertThat(undescribed).isEmpty();
		assertThat(names).contains("rocketmq-http.endpoint", "rocketmq-http.client.retry.max-attempts",
				"rocketmq-http.transaction.immunity-time", "rocketmq-http.listener.batch-size",
				"rocketmq-http.broker.enabled");
	}

	private static JsonNode metadata() throws IOException, URISyntaxException {
		// Other jars have a file of the same name; this one lies beside the classes.
		URI classes = RocketMqHttpProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI();
		Path file = Path.of(classes).resolve("META-INF/spring-configuration-metadata.json");
		return new ObjectMapper().readTree(file.toFile());
	}

}
