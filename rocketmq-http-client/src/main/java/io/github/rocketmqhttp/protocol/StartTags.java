package io.github.rocketmqhttp.protocol;

/**
 * Bounds the start tags of a document before the parser sees them: its work grows with
 * the square of the namespaces that are declared, and has no limit of its own for them.
 * The protocol's documents declare one, at the root.
 */
final class StartTags {

	static final int LONGEST = 1024;

	static final int MOST_NAMESPACES = 8;

	private static final String DECLARATION = "xmlns";

	private StartTags() {
	}

	/**
	 * Looks at the tags of a document in one pass. What is not well-formed is left to the
	 * parser, which stops there.
	 * @throws MalformedDocumentException if one is too long, or declares too much
	 */
	static void requireBounded(String document) throws MalformedDocumentException {
		int at = document.indexOf('<');
		while (at >= 0) {
			if (document.startsWith("<!--", at)) {
				at = behind(document, "-->", at + 4);
			}
			else if (document.startsWith("<![CDATA[", at)) {
				at = behind(document, "]]>", at + 9);
			}
			else if (document.startsWith("<?", at)) {
				at = behind(document, "?>", at + 2);
			}
			else {
				at = behindTag(document, at);
			}
			at = document.indexOf('<', at);
		}
	}

	private static int behind(String document, String end, int from) {
		int at = document.indexOf(end, from);
		return (at >= 0) ? at + end.length() : document.length();
	}

	private static int behindTag(String document, int start) throws MalformedDocumentException {
		int namespaces = 0;
		char quote = 0;
		for (int i = start + 1; i < document.length(); i++) {
			if (i - start >= LONGEST) {
				throw new MalformedDocumentException("A start tag has more than " + LONGEST + " characters.", null);
			}
			char c = document.charAt(i);
			if (quote != 0) {
				quote = (c == quote) ? 0 : quote;
			}
			else if (c == '>') {
				return i + 1;
			}
			else if (c == '"' || c == '\'') {
				quote = c;
			}
			else if (c == 'x' && document.startsWith(DECLARATION, i) && ++namespaces > MOST_NAMESPACES) {
				throw new MalformedDocumentException(
						"A start tag declares more than " + MOST_NAMESPACES + " namespaces.", null);
			}
		}
		return document.length();
	}

}
