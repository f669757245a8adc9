package io.github.rocketmqhttp.polling;

/**
 * What a loop does when the broker does not know the topic or the consumer group that it
 * polls for.
 */
public enum MissingTopicPolicy {

	/** It logs an error and stops; once both exist, it must be started again. */
	FAIL,

	/** It logs one warning and keeps asking. */
	WARN,

	/** It keeps asking: for topics that come into being later. */
	RETRY

}
