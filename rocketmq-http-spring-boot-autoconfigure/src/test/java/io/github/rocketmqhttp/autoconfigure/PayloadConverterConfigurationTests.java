package io.github.rocketmqhttp.autoconfigure;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.rocketmqhttp.converter.Jackson3PayloadConverter;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadConverterConfigurationTests {

	private static final FilteredClassLoader NO_JACKSON_2 = new FilteredClassLoader("com.fasterxml.jackson.databind");

	private static final FilteredClassLoader NO_JACKSON_3 = new FilteredClassLoader("tools.jackson");

	// In the order in which nobody should rely on them.
	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class,
				RocketMqHttpJackson2AutoConfiguration.class, RocketMqHttpJackson3AutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret");

	@Test
	void theJackson3MapperOfTheApplicationComesFirst() {
		this.runner.withBean(ObjectMapper.class, PayloadConverterConfigurationTests::snakeCase2)
			.withBean(JsonMapper.class, PayloadConverterConfigurationTests::kebabCase3)
			.run((context) -> {
				assertThat(context).hasSingleBean(PayloadConverter.class).hasSingleBean(Jackson3PayloadConverter.class);
				assertThat(context.getBean(PayloadConverter.class).toBody(new Point(1))).isEqualTo("{\"east-by\":1}");
			});
	}

	@Test
	void theJackson2MapperOfTheApplicationIsUsedWhereItIsTheOnlyOne() {
		this.runner.withBean(ObjectMapper.class, PayloadConverterConfigurationTests::snakeCase2)
			.run((context) -> assertThat(context.getBean(PayloadConverter.class).toBody(new Point(1)))
				.isEqualTo("{\"east_by\":1}"));
	}

	@Test
	void theJackson3MapperDoesWithoutJackson2() {
		this.runner.withClassLoader(NO_JACKSON_2)
			.withBean(JsonMapper.class, PayloadConverterConfigurationTests::kebabCase3)
			.run((context) -> assertThat(context.getBean(PayloadConverter.class).toBody(new Point(1)))
				.isEqualTo("{\"east-by\":1}"));
	}

	@Test
	void withoutAMapperOfTheApplicationThereIsOneOfOurOwn() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(Jackson3PayloadConverter.class)
			.doesNotHaveBean(JsonMapper.class)
			.doesNotHaveBean(ObjectMapper.class));
		this.runner.withClassLoader(NO_JACKSON_3)
			.run((context) -> assertThat(context).hasSingleBean(JacksonPayloadConverter.class)
				.doesNotHaveBean(ObjectMapper.class));
	}

	@Test
	void ourOwnMappersGiveEqualResults() {
		Everything payload = new Everything("o-1", new BigDecimal("12.50"), Instant.parse("2026-11-24T02:26:28.5Z"),
				LocalDate.of(2026, 11, 24), Duration.ofSeconds(90), Optional.of("x"), Optional.empty(), Kind.SECOND,
				Map.of("a", List.of(new Point(1))), null, new Bean());
		String json = ("{'zuletzt':'o-1','amount':12.50,'at':'2026-11-24T02:26:28.500Z','day':'2026-11-24',"
				+ "'span':'PT1M30S','present':'x','absent':null,'kind':'SECOND','map':{'a':[{'eastBy':1}]},"
				+ "'nothing':null,'bean':{'b':1,'a':2}}")
			.replace('\'', '"');
		this.runner.run((context) -> assertConverts(context.getBean(Jackson3PayloadConverter.class), payload, json));
		this.runner.withClassLoader(NO_JACKSON_3)
			.run((context) -> assertConverts(context.getBean(JacksonPayloadConverter.class), payload, json));
	}

	private static void assertConverts(PayloadConverter converter, Object payload, String json) {
		assertThat(converter.toBody(payload)).isEqualTo(json);
		String withMore = json.replaceFirst("\\{", "{\"unknown\":[1],");
		assertThat(converter.fromBody(withMore, (Type) payload.getClass())).usingRecursiveComparison()
			.isEqualTo(payload);
	}

	@Test
	void withoutJacksonThereIsTheSimpleOne() {
		this.runner.withClassLoader(new FilteredClassLoader("com.fasterxml.jackson", "tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SimplePayloadConverter.class)
				.hasSingleBean(RocketMqHttpTemplate.class));
	}

	@Test
	void theConverterOfTheApplicationReplacesAll() {
		this.runner.withBean(PayloadConverter.class, SimplePayloadConverter::new)
			.withBean(JsonMapper.class)
			.run((context) -> assertThat(context).hasSingleBean(PayloadConverter.class)
				.hasSingleBean(SimplePayloadConverter.class));
	}

	private static ObjectMapper snakeCase2() {
		return com.fasterxml.jackson.databind.json.JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
			.build();
	}

	private static JsonMapper kebabCase3() {
		return JsonMapper.builder()
			.propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.KEBAB_CASE)
			.build();
	}

	record Point(int eastBy) {
	}

	enum Kind {

		FIRST, SECOND;

		@Override
		public String toString() {
			return "not what is written";
		}

	}

	static final class Bean {

		public int b = 1;

		public int a = 2;

	}

	record Everything(@JsonProperty("zuletzt") String id, BigDecimal amount, Instant at, LocalDate day, Duration span,
			Optional<String> present, Optional<String> absent, Kind kind, Map<String, List<Point>> map,
			@Nullable String nothing, Bean bean) {
	}

}
