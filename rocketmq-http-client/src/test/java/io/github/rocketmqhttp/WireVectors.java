package io.github.rocketmqhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The captured wire examples under {@code src/test/resources/wire}.
 */
public final class WireVectors {

	/** The SDKs whose requests were captured. */
	public static final List<String> SDKS = List.of("java", "node", "python", "php", "go", "cpp");

	private WireVectors() {
	}

	public static Stream<JsonNode> requests(String sdk) {
		return StreamSupport.stream(file("requests-" + sdk + ".json").get("vectors").spliterator(), false);
	}

	public static Stream<JsonNode> responses() {
		return StreamSupport.stream(file("responses.json").get("vectors").spliterator(), false);
	}

	private static JsonNode file(String name) {
		try (InputStream in = WireVectors.class.getResourceAsStream("/wire/" + name)) {
			return new ObjectMapper().readTree(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
