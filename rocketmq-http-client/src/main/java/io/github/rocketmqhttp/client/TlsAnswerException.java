package io.github.rocketmqhttp.client;

import java.io.IOException;

/**
 * A port that was sent plain HTTP answered with a record of TLS: it could not read the
 * request.
 */
final class TlsAnswerException extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int FIRST_TYPE = 0x14;

	private static final int LAST_TYPE = 0x17;

	private static final int MAJOR_VERSION = 3;

	TlsAnswerException() {
		super("The answer is a TLS record.");
	}

	/**
	 * Whether an answer is a record of TLS; no answer of HTTP begins like one.
	 * @param first its first byte
	 * @param second its second byte
	 */
	static boolean isTls(int first, int second) {
		return first >= FIRST_TYPE && first <= LAST_TYPE && second == MAJOR_VERSION;
	}

}
