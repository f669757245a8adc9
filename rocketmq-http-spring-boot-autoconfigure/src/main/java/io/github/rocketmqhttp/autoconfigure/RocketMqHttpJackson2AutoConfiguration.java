package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Converts payloads with the application's Jackson 2 mapper. Comes after Jackson 3, and
 * does nothing where that converts.
 */
@AutoConfiguration(before = RocketMqHttpAutoConfiguration.class, after = RocketMqHttpJackson3AutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
				"org.springframework.boot.jackson2.autoconfigure.Jackson2AutoConfiguration" })
@ConditionalOnClass(ObjectMapper.class)
@ConditionalOnProperty(name = Disabled.PROPERTY, matchIfMissing = true)
public final class RocketMqHttpJackson2AutoConfiguration {

	@Bean
	@ConditionalOnBean(ObjectMapper.class)
	@ConditionalOnMissingBean(PayloadConverter.class)
	JacksonPayloadConverter rocketMqHttpPayloadConverter(ObjectMapper mapper,
			ObjectProvider<RocketMqHttpJackson2Customizer> customizers) {
		List<RocketMqHttpJackson2Customizer> all = customizers.orderedStream().toList();
		if (all.isEmpty()) {
			return new JacksonPayloadConverter(mapper);
		}
		ObjectMapper own = mapper.copy();
		all.forEach((customizer) -> customizer.customize(own));
		return new JacksonPayloadConverter(own);
	}

}
