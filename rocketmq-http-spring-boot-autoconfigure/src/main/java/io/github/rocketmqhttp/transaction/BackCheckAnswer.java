package io.github.rocketmqhttp.transaction;

/**
 * The answer to a back-check, and where it comes from.
 *
 * @param resolution the answer
 * @param reason why it is that
 */
record BackCheckAnswer(TransactionResolution resolution, AnswerReason reason) {

	static BackCheckAnswer unknown(AnswerReason reason) {
		return new BackCheckAnswer(TransactionResolution.UNKNOWN, reason);
	}

	/**
	 * The same answer, that did not reach the broker.
	 */
	BackCheckAnswer lost(AnswerReason reason) {
		return new BackCheckAnswer(this.resolution, reason);
	}

}
