package io.github.rocketmqhttp.boot4;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.converter.Jackson3PayloadConverter;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with everything that Spring Boot 4 sets up, and with either Jackson or
 * both.
 */
class BothJacksonsTests {

	private static final Order ORDER = new Order("o-1", new BigDecimal("12.50"), Instant.parse("2026-11-24T02:26:28Z"),
			List.of("a", "b"));

	@Test
	void theLineIsTheOtherOne() {
		assertThat(SpringBootVersion.getVersion()).startsWith("4.");
	}

	@Test
	void theMapperOfJackson3IsUsedWhereSpringBootSetsUpBoth() {
		try (ConfigurableApplicationContext context = start(getClass().getClassLoader())) {
			assertThat(context.getBeanProvider(JsonMapper.class)).hasSize(1);
			assertThat(context.getBeanProvider(ObjectMapper.class)).hasSize(1);
			assertThat(context.getBean(PayloadConverter.class)).isInstanceOf(Jackson3PayloadConverter.class);
		}
	}

	@Test
	void theMapperOfJackson2IsUsedWhereItIsTheOnlyOneAndReadsWhatTheOtherWrote() {
		String written;
		try (ConfigurableApplicationContext context = start(getClass().getClassLoader())) {
			written = context.getBean(PayloadConverter.class).toBody(ORDER);
		}
		try (ConfigurableApplicationContext context = start(new FilteredClassLoader("tools.jackson"))) {
			PayloadConverter converter = context.getBean(PayloadConverter.class);
			assertThat(converter).isInstanceOf(JacksonPayloadConverter.class);
			assertThat(converter.fromBody(written, Order.class)).isEqualTo(ORDER);
			assertThat(JsonMapper.shared().readTree(converter.toBody(ORDER)))
				.isEqualTo(JsonMapper.shared().readTree(written));
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader classLoader) {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(classLoader);
		try {
			return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("rocketmq-http.broker.enabled=true", "spring.datasource.generate-unique-name=true")
				.run();
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@EnableAutoConfiguration
	static class Application {

	}

	record Order(String id, BigDecimal amount, Instant at, List<String> lines) {
	}

}
