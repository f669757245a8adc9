package io.github.rocketmqhttp.broker.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that an SDK of the vendor sent, with the call that made it do so.
 *
 * @param sdk which SDK
 * @param id name of the case
 * @param operation which method was called
 * @param arguments with which arguments
 * @param request what was sent
 */
record CapturedRequest(String sdk, String id, String operation, JsonNode arguments, JsonNode request) {

	private static final List<String> SDKS = List.of("java", "node", "python", "php", "go", "cpp");

	static Stream<CapturedRequest> all() {
		return SDKS.stream()
			.flatMap((sdk) -> StreamSupport.stream(file(sdk).get("vectors").spliterator(), false)
				.filter((vector) -> vector.get("sent").asBoolean())
				.map((vector) -> new CapturedRequest(sdk, vector.get("id").asText(),
						vector.get("call").get("operation").asText(), vector.get("call").get("arguments"),
						vector.get("request"))));
	}

	private static JsonNode file(String sdk) {
		String name = "/wire/requests-" + sdk + ".json";
		try (InputStream in = Objects.requireNonNull(CapturedRequest.class.getResourceAsStream(name), name)) {
			return new ObjectMapper().readTree(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The bytes up to and including the empty line. Only the port of the host differs
	 * from what was captured; it is not signed.
	 */
	byte[] head(int port) {
		StringBuilder head = new StringBuilder().append(this.request.get("method").asText())
			.append(' ')
			.append(this.request.get("target").asText())
			.append(" HTTP/1.1\r\n");
		for (JsonNode header : this.request.get("headers")) {
			head.append(header.get(0).asText())
				.append(": ")
				.append(header.get(1).asText().replace("PORT", Integer.toString(port)))
				.append("\r\n");
		}
		return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
	}

	byte[] body() {
		return this.request.path("body").asText("").getBytes(StandardCharsets.UTF_8);
	}

	boolean expectsContinue() {
		return StreamSupport.stream(this.request.get("headers").spliterator(), false)
			.anyMatch((header) -> header.get(0).asText().equalsIgnoreCase("Expect"));
	}

	@Nullable String argument(String name) {
		return this.arguments.hasNonNull(name) ? this.arguments.get(name).asText() : null;
	}

	/**
	 * The properties that the call asked for, the reserved ones included. Pairs without a
	 * value are left out: nobody can read them.
	 */
	Map<String, String> properties() {
		Map<String, String> properties = new TreeMap<>();
		this.arguments.path("properties")
			.properties()
			.forEach((property) -> properties.put(property.getKey(), property.getValue().asText()));
		Map.of("messageKey", "KEYS", "shardingKey", "__SHARDINGKEY", "startDeliverTime", "__STARTDELIVERTIME",
				"transCheckImmunityTime", "__TransCheckT")
			.forEach((argument, property) -> {
				String value = argument(argument);
				if (value != null) {
					properties.put(property, value);
				}
			});
		properties.values().removeIf(String::isEmpty);
		return properties;
	}

	@Override
	public String toString() {
		return this.sdk + "/" + this.id;
	}

}
