package io.github.rocketmqhttp.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MessagePropertiesTests {

	private static final String ALPHABET = "ab %&\"'<>:|25é世\t\n\r\u0001\u001f\u007f;=/+\\#";

	@Test
	void everyPairEndsWithABar() {
		assertThat(MessageProperties.format(ordered("a", "1", "b", "2"))).isEqualTo("a:1|b:2|");
	}

	@ParameterizedTest
	@ValueSource(strings = { "&", "\"", "'", "<", ">", ":", "|", "\u0001" })
	void whatTheWireForbidsIsRefusedWithoutItsValue(String forbidden) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MessageProperties.format(Map.of("p", "s3cret" + forbidden)))
			.withMessageContaining("'p'")
			.withMessageNotContaining("s3cret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MessageProperties.format(Map.of("p" + forbidden, "s3cret")))
			.withMessageNotContaining("s3cret");
	}

	@Test
	void anEmptyNameOrValueIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> MessageProperties.format(Map.of("p", "")));
		assertThatIllegalArgumentException().isThrownBy(() -> MessageProperties.format(Map.of("", "v")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "a:1|b:2|; {a=1, b=2}", "a:1|b:2; {a=1, b=2}", "a:1:2|b:|c|:x||d:4|; {d=4}",
			"''; {}", "a:1|a:2|; {a=2}", "a: 1 |; {a= 1 }" })
	void readingDropsWhatIsNoPair(String text, String expected) {
		assertThat(MessageProperties.parse(text)).hasToString(expected);
	}

	@Test
	void aBrokerSplitsAtTheFirstColonAndLosesNothing() {
		assertThat(MessageProperties.parseVerbatim("KEYS:order:42|a:1|"))
			.isEqualTo(ordered("KEYS", "order:42", "a", "1"));
	}

	@Test
	void whatFitsTheWireStaysAsItIs() {
		Map<String, String> plain = ordered("percent", "100%3A", "text", "v=1;2,3 é 世界");
		assertThat(MessageProperties.escape(plain)).isSameAs(plain);
		assertThat(MessageProperties.unescape(plain)).isSameAs(plain);
	}

	@Test
	void traceContextContentTypeAndTimesSurvive() {
		Map<String, String> properties = ordered("traceparent",
				"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "contentType",
				"text/plain; charset=\"utf-8\"", "at", "2026-11-22T18:38:50+01:00", "json", "{'a':<1>|2&3}");
		assertThat(throughTheWire(properties)).isEqualTo(properties);
	}

	@Test
	void anyMapThatXmlCanCarryComesBackAsItWas() {
		Random random = new Random(7);
		for (int i = 0; i < 5000; i++) {
			Map<String, String> properties = new LinkedHashMap<>();
			for (int j = random.nextInt(4); j >= 0; j--) {
				properties.put("n" + j + text(random), text(random));
			}
			assertThat(throughTheWire(properties)).as("map %s", i).isEqualTo(properties);
		}
	}

	@Test
	void theMarkerOfAnotherProgramIsLeftAlone() {
		Map<String, String> foreign = ordered("__ESCAPED", "yes", "a", "100%25");
		assertThat(MessageProperties.unescape(foreign)).isSameAs(foreign);
	}

	@ParameterizedTest
	@ValueSource(strings = { "KEYS", "__STARTDELIVERTIME", "__TransCheckT", "__SHARDINGKEY", "__ESCAPED" })
	void aReservedNameIsRefused(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("hello").property(name, "s3cret").build())
			.withMessageContaining("'" + name + "' is reserved")
			.withMessageNotContaining("s3cret");
	}

	@Test
	void withoutEscapingForbiddenCharactersAreRefused() {
		OutboundMessage message = OutboundMessage.of("hello").property("p", "a:b").build();
		assertThat(message.toDocument(true).properties()).isEqualTo("p:a%3Ab|__ESCAPED:pct|");
		assertThatIllegalArgumentException().isThrownBy(() -> message.toDocument(false))
			.withMessageContaining("'p' holds ':'")
			.withMessageContaining("escaping");
	}

	@Test
	void aListBeyondTheLimitIsRefused() {
		OutboundMessage message = OutboundMessage.of("hello").property("p", "é".repeat(9000)).build();
		assertThatIllegalArgumentException().isThrownBy(() -> message.toDocument(true)).withMessageContaining("16384");
	}

	private static Map<String, String> throughTheWire(Map<String, String> properties) {
		return MessageProperties
			.unescape(MessageProperties.parse(MessageProperties.format(MessageProperties.escape(properties))));
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i >= 0; i--) {
			text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
		}
		return (random.nextInt(5) > 0) ? text.toString() : text + "\uD83C\uDF0D";
	}

	private static Map<String, String> ordered(String... namesAndValues) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			map.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return map;
	}

}
