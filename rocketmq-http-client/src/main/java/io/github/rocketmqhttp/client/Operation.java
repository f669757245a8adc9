package io.github.rocketmqhttp.client;

import org.jspecify.annotations.Nullable;

/**
 * The operations of the protocol: one path, told apart by method and {@code trans}.
 */
enum Operation {

	PUBLISH("POST", null, "Publishing to"),

	PUBLISH_HALF("POST", null, "Publishing a half message to"),

	CONSUME("GET", null, "Polling"),

	CONSUME_ORDERLY("GET", "order", "Polling in order"),

	CONSUME_HALF("GET", "pop", "Polling for back-checks of"),

	ACKNOWLEDGE("DELETE", null, "Acknowledging messages of"),

	COMMIT("DELETE", "commit", "Committing a half message of"),

	ROLLBACK("DELETE", "rollback", "Rolling back a half message of");

	private final String method;

	private final @Nullable String trans;

	private final String phrase;

	Operation(String method, @Nullable String trans, String phrase) {
		this.method = method;
		this.trans = trans;
		this.phrase = phrase;
	}

	String method() {
		return this.method;
	}

	/**
	 * Value of the {@code trans} parameter, {@code null} for none.
	 */
	@Nullable String trans() {
		return this.trans;
	}

	/**
	 * How an exception text begins; the topic follows.
	 */
	String phrase() {
		return this.phrase;
	}

}
