package io.github.rocketmqhttp.converter;

import tools.jackson.databind.json.JsonMapper;

class Jackson3PayloadConverterTests extends PayloadConverterTests {

	Jackson3PayloadConverterTests() {
		super(new Jackson3PayloadConverter(JsonMapper.builderWithJackson2Defaults().build()));
	}

	@Override
	PayloadConverter jacksonWith(Class<?> target, Class<?> mixIn) {
		return new Jackson3PayloadConverter(JsonMapper.builder().addMixIn(target, mixIn).build());
	}

}
