package io.github.rocketmqhttp.polling;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.ErrorCode;

/**
 * Why a poll failed, as far as it changes what the loop does.
 */
public enum PollFailure {

	/** The broker is away, overloaded or ill: it recovers by itself. */
	TRANSIENT,

	/**
	 * The keys or their rights are wrong: a person must look, and asking often is rude.
	 */
	ACCESS_REFUSED,

	/** The broker does not know the topic or the group. */
	MISSING_TOPIC,

	/**
	 * An error that the loop could not handle has ended it: it must be started again.
	 */
	DEFECT;

	private static final int FORBIDDEN = 403;

	static PollFailure of(Throwable failure) {
		if (!(failure instanceof RocketMqHttpException answer)) {
			return TRANSIENT;
		}
		String code = answer.getErrorCode();
		if (ErrorCode.TOPIC_NOT_EXIST.wireName().equals(code)
				|| ErrorCode.SUBSCRIPTION_NOT_EXIST.wireName().equals(code)) {
			return MISSING_TOPIC;
		}
		return (answer.getHttpStatus() == FORBIDDEN) ? ACCESS_REFUSED : TRANSIENT;
	}

}
