package io.github.rocketmqhttp.autoconfigure;

import java.lang.reflect.Type;

import io.github.rocketmqhttp.converter.PayloadConverter;

/**
 * Refuses before a payload is looked at, so that the reason is never a payload.
 */
final class DisabledConverter implements PayloadConverter {

	@Override
	public String toBody(Object payload) {
		throw Disabled.failure();
	}

	@Override
	public Object fromBody(String body, Type type) {
		throw Disabled.failure();
	}

}
