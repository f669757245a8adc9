package io.github.rocketmqhttp.autoconfigure;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.rocketmqhttp.converter.Jackson3PayloadConverter;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;
import tools.jackson.databind.cfg.DateTimeFeature;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Converts payloads where the application has no mapper: with one of our own, whose JSON
 * is the same with either Jackson and lenient like Spring Boot's, or with nothing where
 * there is no Jackson.
 */
@Configuration(proxyBeanMethods = false)
final class PayloadConverterConfiguration {

	private static final String JACKSON_2 = "com.fasterxml.jackson.databind.json.JsonMapper";

	private static final String JACKSON_3 = "tools.jackson.databind.json.JsonMapper";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = JACKSON_3)
	static final class Jackson3 {

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		Jackson3PayloadConverter rocketMqHttpPayloadConverter(
				ObjectProvider<RocketMqHttpJackson3Customizer> customizers) {
			tools.jackson.databind.json.JsonMapper.Builder builder = tools.jackson.databind.json.JsonMapper
				.builderWithJackson2Defaults()
				.findAndAddModules()
				.disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
				.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			return new Jackson3PayloadConverter(builder.build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = JACKSON_2)
	@ConditionalOnMissingClass(JACKSON_3)
	static final class Jackson2 {

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		JacksonPayloadConverter rocketMqHttpPayloadConverter(
				ObjectProvider<RocketMqHttpJackson2Customizer> customizers) {
			JsonMapper mapper = JsonMapper.builder()
				.findAndAddModules()
				.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
				.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
						SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
				.build();
			customizers.orderedStream().forEach((customizer) -> customizer.customize(mapper));
			return new JacksonPayloadConverter(mapper);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass({ JACKSON_2, JACKSON_3 })
	static final class NoJackson {

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		SimplePayloadConverter rocketMqHttpPayloadConverter() {
			return new SimplePayloadConverter();
		}

	}

}
