package io.github.rocketmqhttp.client;

import org.apache.hc.core5.http.ConnectionClosedException;

/**
 * A connection has delivered more than the answers to its requests. What follows can no
 * longer be told from an answer, so the connection ends; no request was sent on it.
 */
final class SurplusBytesException extends ConnectionClosedException {

	private static final long serialVersionUID = 1L;

	SurplusBytesException() {
		super("Bytes arrived that belong to no request.");
	}

}
