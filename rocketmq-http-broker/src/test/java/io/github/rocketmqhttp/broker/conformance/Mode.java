package io.github.rocketmqhttp.broker.conformance;

import io.github.rocketmqhttp.broker.RocketMqHttpBrokerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How a script is played.
 */
enum Mode {

	/** The broker lets everybody in; the instance has no namespace. */
	PLAIN,

	/** The broker checks signatures; the instance has a namespace. */
	SIGNED;

	static final String KEY_ID = "test-ak";

	static final String SECRET = "test-sk";

	RocketMqHttpBrokerBuilder prepare(RocketMqHttpBrokerBuilder builder) {
		return (this == SIGNED) ? builder.accessKey(KEY_ID, SECRET) : builder;
	}

	@Nullable String instanceId() {
		return (this == SIGNED) ? "MQ_INST_1234567890_BbXbx0Y4" : null;
	}

}
