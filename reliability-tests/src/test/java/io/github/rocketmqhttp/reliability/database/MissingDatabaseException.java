package io.github.rocketmqhttp.reliability.database;

import java.io.Serial;

/**
 * This machine lacks a database product; the message says which one and what to install.
 */
final class MissingDatabaseException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	MissingDatabaseException(String message) {
		super(message);
	}

}
