package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.converter.Jackson3PayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConverter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Converts payloads with the application's Jackson 3 mapper. Comes before Jackson 2: an
 * application that has both writes its JSON with the newer one.
 */
@AutoConfiguration(before = RocketMqHttpAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnProperty(name = Disabled.PROPERTY, matchIfMissing = true)
public final class RocketMqHttpJackson3AutoConfiguration {

	@Bean
	@ConditionalOnBean(JsonMapper.class)
	@ConditionalOnMissingBean(PayloadConverter.class)
	Jackson3PayloadConverter rocketMqHttpPayloadConverter(JsonMapper mapper,
			ObjectProvider<RocketMqHttpJackson3Customizer> customizers) {
		JsonMapper.Builder builder = mapper.rebuild();
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return new Jackson3PayloadConverter(builder.build());
	}

}
