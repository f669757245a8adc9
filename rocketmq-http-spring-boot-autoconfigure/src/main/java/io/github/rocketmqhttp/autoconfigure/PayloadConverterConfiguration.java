package io.github.rocketmqhttp.autoconfigure;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Converts payloads with the application's Jackson, or with nothing where there is none.
 */
@Configuration(proxyBeanMethods = false)
final class PayloadConverterConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObjectMapper.class)
	static final class Jackson {

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		JacksonPayloadConverter rocketMqHttpPayloadConverter(ObjectProvider<ObjectMapper> mapper) {
			return new JacksonPayloadConverter(mapper.getIfAvailable(Jackson::plainMapper));
		}

		// For Jackson without spring-web, where Spring Boot sets up none; lenient like
		// its.
		private static ObjectMapper plainMapper() {
			return JsonMapper.builder()
				.findAndAddModules()
				.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
				.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("com.fasterxml.jackson.databind.ObjectMapper")
	static final class NoJackson {

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		SimplePayloadConverter rocketMqHttpPayloadConverter() {
			return new SimplePayloadConverter();
		}

	}

}
