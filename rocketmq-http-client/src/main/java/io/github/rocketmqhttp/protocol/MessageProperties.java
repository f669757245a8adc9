package io.github.rocketmqhttp.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The property list of a message, {@code name:value|name:value|} on the wire.
 * <p>
 * The wire knows no escaping and forbids {@code & " ' < > : |} in names and values.
 * {@link #escape(Map)} makes such maps fit: it percent-encodes these characters, the
 * percent sign and what XML 1.0 cannot carry, in every pair, and adds the marker
 * {@value #ESCAPED}. A map that needs none of this stays as it is and gets no marker, so
 * that {@link #unescape(Map)} never touches what another program wrote.
 */
public final class MessageProperties {

	/** Message keys, separated by blanks. */
	public static final String KEYS = "KEYS";

	/** Earliest delivery, in milliseconds since the epoch. */
	public static final String START_DELIVER_TIME = "__STARTDELIVERTIME";

	/** Marks a half message; seconds until the first back-check. */
	public static final String IMMUNITY_TIME = "__TransCheckT";

	/** Messages with the same sharding key are consumed in order. */
	public static final String SHARDING_KEY = "__SHARDINGKEY";

	/**
	 * Says that all pairs of the message are percent-encoded; ours, not the service's.
	 */
	public static final String ESCAPED = "__ESCAPED";

	/** Names that users cannot set: each has a typed place in the message. */
	public static final Set<String> RESERVED = Set.of(KEYS, START_DELIVER_TIME, IMMUNITY_TIME, SHARDING_KEY, ESCAPED);

	private static final String FORBIDDEN = "&\"'<>:|";

	private static final String PERCENT_ENCODING = "pct";

	private MessageProperties() {
	}

	/**
	 * Writes the list, every pair followed by a bar: one SDK loses the last pair without
	 * it.
	 * @param properties pairs in the order in which they are written
	 * @return the text of the {@code Properties} element, empty for an empty map
	 * @throws IllegalArgumentException if a name or value is empty or holds a character
	 * that the wire forbids; the message names the property, never its value
	 */
	public static String format(Map<String, String> properties) {
		StringBuilder text = new StringBuilder();
		properties.forEach((name, value) -> {
			requireWireText(name, name);
			requireWireText(name, value);
			append(text, name, value);
		});
		return text.toString();
	}

	/**
	 * Writes the list without looking at the pairs: what a broker hands on as it got it.
	 * @param properties pairs in the order in which they are written
	 * @return the text of the {@code Properties} element, empty for an empty map
	 */
	public static String formatVerbatim(Map<String, String> properties) {
		StringBuilder text = new StringBuilder();
		properties.forEach((name, value) -> append(text, name, value));
		return text.toString();
	}

	/**
	 * Reads a list the way the SDKs do: what does not split into exactly two non-empty
	 * parts is dropped, of a repeated name the last one counts.
	 * @param text the text of the {@code Properties} element, or {@code null}
	 * @return the pairs in order, possibly none; modifiable
	 */
	public static Map<String, String> parse(@Nullable String text) {
		return parse(text, false);
	}

	/**
	 * Reads a list as a broker must: the first colon splits, so that nothing that an SDK
	 * sends without checking is lost on the way.
	 * @param text the text of the {@code Properties} element, or {@code null}
	 * @return the pairs in order, possibly none; modifiable
	 */
	public static Map<String, String> parseVerbatim(@Nullable String text) {
		return parse(text, true);
	}

	private static Map<String, String> parse(@Nullable String text, boolean colonsInValues) {
		Map<String, String> properties = new LinkedHashMap<>();
		if (text == null) {
			return properties;
		}
		int start = 0;
		while (start < text.length()) {
			int bar = text.indexOf('|', start);
			int end = (bar >= 0) ? bar : text.length();
			int colon = text.indexOf(':', start);
			if (colon > start && colon < end - 1) {
				String value = text.substring(colon + 1, end);
				if (colonsInValues || value.indexOf(':') < 0) {
					properties.put(text.substring(start, colon), value);
				}
			}
			start = end + 1;
		}
		return properties;
	}

	/**
	 * Makes a map fit the wire.
	 * @param properties the pairs as the program knows them
	 * @return the map itself when it fits as it is; otherwise an encoded copy with the
	 * marker
	 */
	public static Map<String, String> escape(Map<String, String> properties) {
		boolean fits = true;
		for (Map.Entry<String, String> entry : properties.entrySet()) {
			if (firstForbidden(entry.getKey()) >= 0 || firstForbidden(entry.getValue()) >= 0) {
				fits = false;
				break;
			}
		}
		if (fits) {
			return properties;
		}
		Map<String, String> escaped = new LinkedHashMap<>();
		properties.forEach((name, value) -> escaped.put(encode(name), encode(value)));
		escaped.put(ESCAPED, PERCENT_ENCODING);
		return escaped;
	}

	/**
	 * Undoes {@link #escape(Map)}.
	 * @param properties the pairs as they were read
	 * @return the map itself when it carries no marker; otherwise a decoded copy without
	 * the marker
	 */
	public static Map<String, String> unescape(Map<String, String> properties) {
		if (!PERCENT_ENCODING.equals(properties.get(ESCAPED))) {
			return properties;
		}
		Map<String, String> plain = new LinkedHashMap<>();
		properties.forEach((name, value) -> {
			if (!name.equals(ESCAPED)) {
				plain.put(decode(name), decode(value));
			}
		});
		return plain;
	}

	private static void append(StringBuilder text, String name, String value) {
		text.append(name).append(':').append(value).append('|');
	}

	private static void requireWireText(String name, String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("The property '" + PrintableText.of(name)
					+ "' has an empty name or value; the wire drops such pairs: leave it out.");
		}
		int at = firstForbidden(text);
		if (at >= 0) {
			throw new IllegalArgumentException("The property '" + PrintableText.of(name) + "' holds "
					+ describe(text.charAt(at))
					+ ", which the wire forbids: switch the escaping of properties on, or use another character.");
		}
	}

	private static String describe(char c) {
		return (c > 0x20 && c < 0x7f) ? "'" + c + "'" : String.format("U+%04X", (int) c);
	}

	/**
	 * Whether a name or value can cross the wire as it is.
	 * @param text the name or value
	 * @return {@code false} if it is empty, or holds a character that would have to be
	 * escaped
	 */
	public static boolean isPlain(String text) {
		return !text.isEmpty() && firstForbidden(text) < 0;
	}

	private static int firstForbidden(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (FORBIDDEN.indexOf(c) >= 0 || !XmlText.isAllowed(text, i)) {
				return i;
			}
		}
		return -1;
	}

	private static String encode(String text) {
		StringBuilder encoded = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean unit = c < 0x80 && (c == '%' || FORBIDDEN.indexOf(c) >= 0 || !XmlText.isAllowed(text, i));
			if (unit) {
				encoded.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
				encoded.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
			}
			else {
				encoded.append(c);
			}
		}
		return encoded.toString();
	}

	private static String decode(String text) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		StringBuilder decoded = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			int high = (c == '%' && i + 2 < text.length()) ? Character.digit(text.charAt(i + 1), 16) : -1;
			int low = (high >= 0) ? Character.digit(text.charAt(i + 2), 16) : -1;
			if (low >= 0) {
				decoded.append((char) (high * 16 + low));
				i += 2;
			}
			else {
				decoded.append(c);
			}
		}
		return decoded.toString();
	}

}
