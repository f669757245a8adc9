package io.github.rocketmqhttp.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the scripts of our tables in an application that is prepared ahead of time.
 */
final class RocketMqHttpRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern("io/github/rocketmqhttp/transaction/jdbc/schema-*.sql")
			.registerPattern("io/github/rocketmqhttp/listener/jdbc/schema-*.sql");
	}

}
