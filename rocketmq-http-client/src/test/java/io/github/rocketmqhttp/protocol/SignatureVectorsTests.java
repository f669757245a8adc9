package io.github.rocketmqhttp.protocol;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.WireVectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The signatures that six SDKs sent are the ones that our signer computes.
 */
class SignatureVectorsTests {

	private static final RequestSigner SIGNER = new RequestSigner("test-sk");

	@ParameterizedTest
	@ValueSource(strings = { "java", "node", "python", "php", "go", "cpp" })
	void everyCapturedSignatureIsOurs(String sdk) {
		assertThat(WireVectors.requests(sdk).filter((vector) -> vector.get("sent").asBoolean())).hasSizeGreaterThan(50)
			.allSatisfy((vector) -> {
				JsonNode request = vector.get("request");
				String stringToSign = RequestSigner.stringToSign(request.get("method").asText(),
						header(request, "content-md5"), header(request, "content-type"), header(request, "date"),
						mqHeaders(request), request.get("target").asText());
				assertThat(stringToSign).isEqualTo(vector.get("stringToSign").asText());
				assertThat("MQ test-ak:" + SIGNER.sign(stringToSign)).isEqualTo(header(request, "authorization"));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "java", "node", "python", "php", "go", "cpp" })
	void bothWaysToTheStringToSignAgree(String sdk) {
		assertThat(WireVectors.requests(sdk).filter((vector) -> vector.get("sent").asBoolean()))
			.allSatisfy((vector) -> {
				JsonNode request = vector.get("request");
				String version = header(request, "x-mq-version");
				String date = header(request, "date");
				assertThat(version).isNotNull();
				assertThat(date).isNotNull();
				assertThat(RequestSigner.stringToSign(request.get("method").asText(), header(request, "content-md5"),
						header(request, "content-type"), String.valueOf(date), String.valueOf(version),
						request.get("target").asText()))
					.isEqualTo(vector.get("stringToSign").asText());
			});
	}

	private static @Nullable String header(JsonNode request, String name) {
		for (JsonNode header : request.get("headers")) {
			if (header.get(0).asText().equalsIgnoreCase(name)) {
				return header.get(1).asText();
			}
		}
		return null;
	}

	private static SortedMap<String, String> mqHeaders(JsonNode request) {
		SortedMap<String, String> headers = new TreeMap<>();
		for (JsonNode header : request.get("headers")) {
			String name = header.get(0).asText().toLowerCase(Locale.ROOT);
			if (name.startsWith("x-mq-")) {
				headers.put(name, header.get(1).asText());
			}
		}
		return headers;
	}

}
