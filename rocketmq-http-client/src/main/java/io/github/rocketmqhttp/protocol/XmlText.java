package io.github.rocketmqhttp.protocol;

/**
 * Which text XML 1.0 can carry.
 */
final class XmlText {

	private XmlText() {
	}

	/**
	 * Whether the character at an index, alone or as half of a surrogate pair, is allowed
	 * in XML 1.0.
	 */
	static boolean isAllowed(String text, int index) {
		char c = text.charAt(index);
		if (c >= 0x20 && c < 0xD800) {
			return true;
		}
		if (Character.isHighSurrogate(c)) {
			return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
		}
		if (Character.isLowSurrogate(c)) {
			return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
		}
		return (c >= 0xE000 && c <= 0xFFFD) || c == '\t' || c == '\n' || c == '\r';
	}

	/**
	 * Index of the first character that XML 1.0 cannot carry, or -1.
	 */
	static int firstIllegal(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isAllowed(text, i)) {
				return i;
			}
		}
		return -1;
	}

}
