package io.github.rocketmqhttp.converter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What holds for JSON with either Jackson, and without.
 */
abstract class PayloadConverterTests {

	private static final String SECRET = "s3cr3t";

	private final PayloadConverter jackson;

	private final PayloadConverter simple = new SimplePayloadConverter();

	PayloadConverterTests(PayloadConverter jackson) {
		this.jackson = jackson;
	}

	@Test
	void aStringPassesThroughBoth() {
		for (PayloadConverter converter : List.of(this.jackson, this.simple)) {
			assertThat(converter.toBody("\"quoted\" {text}")).isEqualTo("\"quoted\" {text}");
			assertThat(converter.fromBody("\"quoted\" {text}", String.class)).isEqualTo("\"quoted\" {text}");
		}
	}

	@Test
	void bytesTravelAsBase64ThroughBoth() {
		byte[] bytes = { 0, 1, -1, 127 };
		for (PayloadConverter converter : List.of(this.jackson, this.simple)) {
			assertThat(converter.toBody(bytes)).isEqualTo("AAH/fw==");
			assertThat(converter.fromBody("AAH/fw==", byte[].class)).isEqualTo(bytes);
		}
	}

	@Test
	void aRecordComesBackAsItWas() {
		String body = this.jackson.toBody(new Order("o-1", 5));
		assertThat(body).isEqualTo("{\"id\":\"o-1\",\"amount\":5}");
		assertThat(this.jackson.fromBody(body, Order.class)).isEqualTo(new Order("o-1", 5));
	}

	@Test
	void genericTypesAreRead() {
		Type type = new ParameterizedTypeReference<Map<String, List<Order>>>() {
		}.getType();
		String body = this.jackson.toBody(Map.of("a", List.of(new Order("o-1", 5))));
		assertThat(this.jackson.fromBody(body, type)).isEqualTo(Map.of("a", List.of(new Order("o-1", 5))));
	}

	@Test
	void elementsOfAListKeepTheIdsOfTheirTypes() {
		List<Animal> animals = List.of(new Dog("Rex", 3), new Cat("Tom"));
		assertThat(backAndForth(animals, new ParameterizedTypeReference<List<Animal>>() {
		})).isEqualTo(animals);
		List<Dog> dogs = List.of(new Dog("Rex", 3));
		assertThat(backAndForth(dogs, new ParameterizedTypeReference<List<Animal>>() {
		})).isEqualTo(dogs);
	}

	@Test
	void valuesOfMapsAndInnerListsKeepTheIdsOfTheirTypes() {
		Map<String, List<Animal>> byOwner = Map.of("a", List.of(new Dog("Rex", 3)), "b", List.of(new Cat("Tom")));
		assertThat(backAndForth(byOwner, new ParameterizedTypeReference<Map<String, List<Animal>>>() {
		})).isEqualTo(byOwner);
	}

	@Test
	void listsWithoutSuchElementsAreWrittenAsEver() {
		assertThat(this.jackson.toBody(Arrays.asList(null, new Order("o-1", 5), "text")))
			.isEqualTo("[null,{\"id\":\"o-1\",\"amount\":5},\"text\"]");
		assertThat(this.jackson.toBody(List.of())).isEqualTo("[]");
	}

	private Object backAndForth(Object payload, ParameterizedTypeReference<?> type) {
		return this.jackson.fromBody(this.jackson.toBody(payload), type.getType());
	}

	@Test
	void theApplicationsMapperDecides() {
		assertThat(jacksonWith(Order.class, OrderMixIn.class).toBody(new Order("o-1", 5))).contains("order_id");
	}

	@ParameterizedTest
	@ValueSource(strings = { SECRET, "{\"id\":\"o-1\",\"amount\":\"" + SECRET + "\"}", "{\"" + SECRET + "\":1}",
			"{\"id\":{\"" + SECRET + "\":[}", "\"" + SECRET + "\"", "" })
	void anUnreadableBodyIsNeverQuoted(String body) {
		Throwable failure = catchThrowable(() -> this.jackson.fromBody(body, Order.class));
		assertThat(failure).isInstanceOf(PayloadConversionException.class)
			.hasMessageContaining(Order.class.getTypeName());
		assertThat(everythingOf(failure)).doesNotContain(SECRET);
	}

	@Test
	void anUnreadableMapKeyIsNeverQuoted() {
		Type type = new ParameterizedTypeReference<Map<String, Integer>>() {
		}.getType();
		Throwable failure = catchThrowable(() -> this.jackson.fromBody("{\"" + SECRET + "\":\"x\"}", type));
		assertThat(failure).isInstanceOf(PayloadConversionException.class)
			.hasMessageContaining("java.util.Map<java.lang.String, java.lang.Integer>");
		assertThat(everythingOf(failure)).doesNotContain(SECRET);
	}

	@Test
	void anUnwritablePayloadIsNeverQuoted() {
		Throwable failure = catchThrowable(() -> this.jackson.toBody(new Broken(SECRET)));
		assertThat(failure).isInstanceOf(PayloadConversionException.class)
			.hasMessageContaining(Broken.class.getTypeName());
		assertThat(everythingOf(failure)).doesNotContain(SECRET);
	}

	@Test
	void bytesThatAreNotBase64AreNeverQuoted() {
		Throwable failure = catchThrowable(() -> this.simple.fromBody("~" + SECRET, byte[].class));
		assertThat(failure).isInstanceOf(PayloadConversionException.class).hasMessageContaining("byte[]");
		assertThat(everythingOf(failure)).doesNotContain(SECRET).doesNotContain("7e");
	}

	@Test
	void jsonNullIsNoPayload() {
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.jackson.fromBody("null", Order.class))
			.withMessageContaining("JSON null");
	}

	@Test
	void anEmptyPayloadIsRefused() {
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> this.jackson.toBody(""))
			.withMessageContaining("empty");
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> this.simple.toBody(new byte[0]))
			.withMessageContaining("empty");
	}

	@Test
	void withoutJacksonOtherTypesAreRefusedWithTheRemedy() {
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.simple.toBody(new Order("o-1", 5)))
			.withMessageContaining("Order")
			.withMessageContaining("jackson-databind")
			.withMessageContaining("PayloadConverter bean");
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.simple.fromBody("{}", Order.class))
			.withMessageContaining("jackson-databind");
	}

	@Test
	void conversionFailuresAreNotRetryable() {
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.jackson.fromBody("{", Order.class))
			.satisfies((ex) -> assertThat(ex.isRetryable()).isFalse())
			.satisfies((ex) -> assertThat(ex.isAmbiguous()).isFalse());
	}

	abstract PayloadConverter jacksonWith(Class<?> target, Class<?> mixIn);

	private static String everythingOf(@Nullable Throwable failure) {
		StringWriter text = new StringWriter();
		assertThat(failure).isNotNull().satisfies((it) -> it.printStackTrace(new PrintWriter(text)));
		return text.toString();
	}

	record Order(String id, int amount) {
	}

	abstract static class OrderMixIn {

		@JsonProperty("order_id")
		abstract String id();

	}

	record Broken(String text) {

		public int getNumber() {
			return Integer.parseInt(this.text);
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
			@JsonSubTypes.Type(value = Cat.class, name = "cat") })
	interface Animal {

	}

	record Dog(String name, int age) implements Animal {
	}

	record Cat(String name) implements Animal {
	}

}
