package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A document is not well-formed XML, is not allowed (DTD, entities, nesting), or lacks
 * what the protocol requires. Checked, because each side must turn it into its own kind
 * of error.
 */
public final class MalformedDocumentException extends Exception {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is wrong, without quoting the document
	 * @param cause the parser's complaint, if there is one
	 */
	public MalformedDocumentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
