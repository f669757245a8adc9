package io.github.rocketmqhttp.client;

import java.io.IOException;

import io.github.rocketmqhttp.protocol.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a failure of an engine whose text quotes what the other side has sent, such
 * as a line that is no header: with the same stack trace, and that text made printable.
 */
final class PrintableFailure extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int MOST_CAUSES = 8;

	private PrintableFailure(Throwable original, int causes) {
		super(original.getClass().getName() + ": " + PrintableText.of(String.valueOf(original.getMessage())),
				copy(original.getCause(), causes));
		setStackTrace(original.getStackTrace());
	}

	/**
	 * Makes a failure fit for a log.
	 * @return the failure itself if all of its texts are short and plain
	 */
	static Throwable of(Throwable failure) {
		Throwable ex = failure;
		for (int depth = 0; ex != null && depth <= MOST_CAUSES; depth++) {
			String text = ex.getMessage();
			if (text != null && !PrintableText.of(text).equals(text)) {
				return new PrintableFailure(failure, MOST_CAUSES);
			}
			ex = ex.getCause();
		}
		return failure;
	}

	private static @Nullable PrintableFailure copy(@Nullable Throwable cause, int causes) {
		return (cause != null && causes > 0) ? new PrintableFailure(cause, causes - 1) : null;
	}

}
