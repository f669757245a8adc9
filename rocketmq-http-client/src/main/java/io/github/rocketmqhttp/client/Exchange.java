package io.github.rocketmqhttp.client;

/**
 * One call from its request to the meaning of its answer.
 *
 * @param <T> what the call returns
 * @param call what exceptions say about it
 * @param request what is sent
 * @param reading what its answer means
 */
record Exchange<T>(Call call, WireRequest request, Reading<T> reading) {

	T read(WireResponse response) {
		return this.reading.read(this.call, response);
	}

	/**
	 * Reads an answer, into a result or an exception.
	 *
	 * @param <T> the result
	 */
	@FunctionalInterface
	interface Reading<T> {

		T read(Call call, WireResponse response);

	}

}
