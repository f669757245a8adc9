package io.github.rocketmqhttp.client;

/**
 * How the connections of a client are used at one moment.
 *
 * @param blocking those of blocking calls
 * @param asynchronous those of asynchronous calls and of blocking polls that wait
 */
public record ConnectionUse(Pool blocking, Pool asynchronous) {

	/**
	 * The connections of one kind of call.
	 *
	 * @param leased how many calls have one
	 * @param idle how many are open and free
	 * @param waiting how many calls wait for one
	 * @param max how many there may be
	 */
	public record Pool(int leased, int idle, int waiting, int max) {

		/** No connections. */
		public static final Pool NONE = new Pool(0, 0, 0, 0);

	}

}
