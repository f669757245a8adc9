package io.github.rocketmqhttp.reliability.crash;

/**
 * How a process dies.
 */
enum Death {

	/**
	 * It halts itself at once, without any shutdown work.
	 */
	HALT,

	/**
	 * It stands still, back-checks arrive, and the operating system kills it.
	 */
	SIGKILL

}
