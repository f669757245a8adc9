package io.github.rocketmqhttp.converter;

import com.fasterxml.jackson.databind.ObjectMapper;

class JacksonPayloadConverterTests extends PayloadConverterTests {

	JacksonPayloadConverterTests() {
		super(new JacksonPayloadConverter(new ObjectMapper()));
	}

	@Override
	PayloadConverter jacksonWith(Class<?> target, Class<?> mixIn) {
		return new JacksonPayloadConverter(new ObjectMapper().addMixIn(target, mixIn));
	}

}
