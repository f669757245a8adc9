package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside fit for a line of a log, an exception or an answer to an
 * operator: what a message, a broker or a request says may hold line breaks that forge
 * lines, control sequences of terminals, or be as long as it likes.
 */
public final class PrintableText {

	/** Longest text that is shown as a whole, in characters. */
	public static final int LONGEST = 200;

	private static final String CUT = "…";

	private PrintableText() {
	}

	/**
	 * Makes a text printable.
	 * @param text any text
	 * @return the text itself if it is short and plain. Otherwise its beginning, in which
	 * one blank stands for a run of control characters, line and paragraph separators,
	 * invisible formatting characters such as those that change the direction of writing,
	 * and halves of surrogate pairs
	 */
	public static String of(String text) {
		return of(text, LONGEST);
	}

	/**
	 * Makes a text printable, if there is one.
	 * @param text any text, or {@code null}
	 * @return as {@link #of(String)} does, or {@code null}
	 */
	public static @Nullable String orNull(@Nullable String text) {
		return (text != null) ? of(text) : null;
	}

	/**
	 * Makes a text printable.
	 * @param text any text
	 * @param longest longest text that is shown as a whole, in characters
	 * @return as {@link #of(String)} does
	 */
	public static String of(String text, int longest) {
		return isPlain(text, longest) ? text : print(text, longest);
	}

	private static boolean isPlain(String text, int longest) {
		if (text.length() > longest) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if ((c < ' ' || c > '~') && (Character.isSurrogate(c) || !isPrintable(c))) {
				return false;
			}
		}
		return true;
	}

	private static String print(String text, int longest) {
		StringBuilder printed = new StringBuilder(Math.min(text.length(), longest) + 1);
		boolean left = false;
		for (int i = 0; i < text.length();) {
			int codePoint = text.codePointAt(i);
			i += Character.charCount(codePoint);
			if (isPrintable(codePoint)) {
				if (printed.length() + Character.charCount(codePoint) > longest) {
					return printed.append(CUT).toString();
				}
				printed.appendCodePoint(codePoint);
				left = false;
			}
			else if (!left && printed.length() < longest) {
				printed.append(' ');
				left = true;
			}
		}
		return printed.toString();
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

}
