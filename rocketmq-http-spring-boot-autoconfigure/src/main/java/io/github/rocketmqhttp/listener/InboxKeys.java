package io.github.rocketmqhttp.listener;

import org.jspecify.annotations.Nullable;

/**
 * Gives the keys of one listener's messages in the inbox.
 */
@FunctionalInterface
interface InboxKeys {

	/**
	 * The key under which a message is noted.
	 */
	String key(ReadMessage message);

	/**
	 * Another key under which a former version may have noted it.
	 * @return {@code null} if none can have done so
	 */
	default @Nullable String formerKey(ReadMessage message) {
		return null;
	}

}
