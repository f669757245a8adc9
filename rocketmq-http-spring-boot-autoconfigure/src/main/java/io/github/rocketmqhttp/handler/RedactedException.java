package io.github.rocketmqhttp.handler;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelEvaluationException;

/**
 * Stands for an exception whose text may quote a message: its class, its stack trace and
 * those of its causes.
 */
public final class RedactedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final int MOST_CAUSES = 8;

	/** Theirs are the exceptions that quote what they were given. */
	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "spel.",
			"kotlin.", "org.springframework.", "com.fasterxml.jackson.", "tools.jackson.");

	/**
	 * Creates the exception.
	 * @param original the exception that is left out
	 */
	public RedactedException(Throwable original) {
		this(original, MOST_CAUSES);
	}

	private RedactedException(Throwable original, int causes) {
		super(original.getClass().getName() + ", whose text may quote the message and is left out",
				cause(original.getCause(), causes), false, true);
		setStackTrace(original.getStackTrace());
	}

	private static @Nullable RedactedException cause(@Nullable Throwable cause, int causes) {
		return (cause != null && causes > 0) ? new RedactedException(cause, causes - 1) : null;
	}

	/**
	 * Says of which kind a failure is, without its text.
	 * @param failure the failure
	 * @return the code of a failed SpEL expression, or the name of the class
	 */
	public static String kind(Throwable failure) {
		return (failure instanceof SpelEvaluationException spel) ? spel.getMessageCode().name()
				: failure.getClass().getSimpleName();
	}

	/**
	 * Whether code of the application has thrown an exception, and not Java or a library
	 * on its behalf: then its text is the application's own.
	 * @param failure what a method of the application, or an expression, has thrown
	 * @return whether it was made in a class of the application
	 */
	public static boolean isOfApplication(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		return trace.length > 0
				&& LIBRARIES.stream().noneMatch((library) -> trace[0].getClassName().startsWith(library));
	}

}
