package io.github.rocketmqhttp.reliability.chaos;

/**
 * Where a transaction stands still until a back-check has come.
 */
enum Hold {

	/** Nowhere. */
	NONE,

	/** Its half messages are published, and its transaction has not begun. */
	BEFORE_BEGIN,

	/** In the method, with uncommitted rows. */
	IN_METHOD

}
