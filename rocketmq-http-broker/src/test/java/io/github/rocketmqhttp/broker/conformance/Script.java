package io.github.rocketmqhttp.broker.conformance;

/**
 * A sequence of operations that every client library can perform.
 */
@FunctionalInterface
interface Script {

	/**
	 * Performs the operations.
	 * @param stage performs and records each of them
	 */
	void play(Stage stage);

}
