package io.github.rocketmqhttp.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Finds what XML 1.0 cannot carry in the messages of one answer. The service stores such
 * characters when an SDK sends them, and hands them out again, raw or as references; the
 * parser refuses the whole answer then, the good messages with the bad one.
 * <p>
 * Each of them is replaced by a mark, a character that occurs nowhere else in the answer
 * and in no name of XML, and its number. So the parser reads the rest, and the parts of a
 * message tell whether they held one.
 */
final class ForbiddenCharacters {

	private static final char FIRST_MARK = '\uE000';

	private static final char LAST_MARK = '\uF8FF';

	private static final char REPLACEMENT = '\uFFFD';

	private static final int DIGITS = 4;

	private static final String NO_CHARACTER = "FFFD";

	private static final int LONGEST_REFERENCE = 12;

	private static final String CDATA = "<![CDATA[";

	private static final String CDATA_END = "]]>";

	private final char mark;

	private final String document;

	private ForbiddenCharacters(char mark, String document) {
		this.mark = mark;
		this.document = document;
	}

	/**
	 * Looks for them in a document that the parser has refused.
	 * @return what was found, {@code null} if there is nothing that would change the
	 * parser's mind
	 */
	static @Nullable ForbiddenCharacters find(byte[] document) {
		String text = new String(document, StandardCharsets.UTF_8);
		char mark = FIRST_MARK;
		while (text.indexOf(mark) >= 0) {
			if (mark == LAST_MARK) {
				return null;
			}
			mark++;
		}
		text = decode(document, mark);
		String marked = mark(text, mark);
		return (marked.length() != text.length() || marked.indexOf(mark) >= 0) ? new ForbiddenCharacters(mark, marked)
				: null;
	}

	private static String decode(byte[] document, char mark) {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPLACE)
				.replaceWith(String.valueOf(mark))
				.decode(ByteBuffer.wrap(document))
				.toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalStateException("A decoder that replaces malformed bytes has refused some.", ex);
		}
	}

	private static String mark(String text, char mark) {
		StringBuilder marked = new StringBuilder(text.length() + DIGITS);
		boolean references = true;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			int end = (references && c == '&') ? forbiddenReferenceEnd(text, i) : -1;
			if (end >= 0) {
				marked.append(mark).append(number(codePoint(text, i, end)));
				i = end;
			}
			else if (c == mark) {
				marked.append(mark).append(NO_CHARACTER);
			}
			else if (!XmlText.isAllowed(text, i)) {
				marked.append(mark).append(number(c));
			}
			else {
				marked.append(c);
				// In such a section a reference is nothing but its characters.
				references = references ? !(c == '<' && text.startsWith(CDATA, i))
						: (c == '>' && text.startsWith(CDATA_END, i - 2));
			}
		}
		return marked.toString();
	}

	/**
	 * The semicolon of a reference to a character that is forbidden, or -1.
	 */
	private static int forbiddenReferenceEnd(String text, int start) {
		if (!text.startsWith("&#", start)) {
			return -1;
		}
		int end = text.indexOf(';', start);
		if (end < 0 || end - start > LONGEST_REFERENCE) {
			return -1;
		}
		int codePoint = codePoint(text, start, end);
		return (codePoint >= 0 && !isAllowed(codePoint)) ? end : -1;
	}

	private static int codePoint(String text, int start, int end) {
		boolean hexadecimal = text.charAt(start + 2) == 'x';
		int digits = start + (hexadecimal ? 3 : 2);
		int radix = hexadecimal ? 16 : 10;
		int codePoint = (digits < end) ? 0 : -1;
		for (int i = digits; i < end; i++) {
			int digit = Character.digit(text.charAt(i), radix);
			if (digit < 0 || text.charAt(i) > 'f') {
				// No reference at all: the parser's business.
				return -1;
			}
			codePoint = Math.min(codePoint * radix + digit, Character.MAX_CODE_POINT + 1);
		}
		return codePoint;
	}

	private static boolean isAllowed(int codePoint) {
		return Character.isSupplementaryCodePoint(codePoint) || (Character.isBmpCodePoint(codePoint)
				&& !Character.isSurrogate((char) codePoint) && XmlText.isAllowed(String.valueOf((char) codePoint), 0));
	}

	private static String number(int codePoint) {
		return Character.isBmpCodePoint(codePoint) ? String.format(Locale.ROOT, "%04X", codePoint) : NO_CHARACTER;
	}

	/**
	 * The document as the parser can read it.
	 */
	String document() {
		return this.document;
	}

	/**
	 * What the first mark in a text stands for.
	 * @return its description, {@code null} if the text has none
	 */
	@Nullable String first(String text) {
		int at = text.indexOf(this.mark);
		if (at < 0 || at + DIGITS >= text.length()) {
			return null;
		}
		String number = text.substring(at + 1, at + 1 + DIGITS);
		return number.equals(NO_CHARACTER) ? "bytes or a reference that are no character" : "U+" + number;
	}

	/**
	 * Puts one replacement character in place of each mark.
	 */
	String restore(String text) {
		if (text.indexOf(this.mark) < 0) {
			return text;
		}
		StringBuilder restored = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) == this.mark) {
				restored.append(REPLACEMENT);
				i += DIGITS;
			}
			else {
				restored.append(text.charAt(i));
			}
		}
		return restored.toString();
	}

}
