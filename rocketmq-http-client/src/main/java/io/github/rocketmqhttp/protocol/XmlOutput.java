package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Writes the protocol's documents so that every SDK can read them: no prefixes, no
 * attributes but the namespace, no empty elements, escaped text.
 * <p>
 * Such a document is elements and escaped text only; writing these directly costs a fifth
 * of what the JDK's stream writer costs, which the publish benchmark shows.
 */
final class XmlOutput {

	/** Without a slash at the end: the Java SDK binds errors to exactly this name. */
	static final String NAMESPACE = "http://mq.aliyuncs.com/doc/v1";

	private static final String REPLACEMENT = "\uFFFD";

	private final StringBuilder text = new StringBuilder(1024);

	private XmlOutput() {
	}

	/**
	 * Writes a whole document.
	 * @param root name of the root element
	 * @param writing what stands in it
	 * @return the document in UTF-8
	 */
	static byte[] write(String root, Writing writing) {
		XmlOutput output = new XmlOutput();
		output.text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><").append(root);
		output.text.append(" xmlns=\"").append(NAMESPACE).append("\">");
		writing.write(output);
		output.end(root);
		return output.text.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Writes an element with text; leaves it out when the text is missing or empty,
	 * because some SDKs misread empty elements.
	 * @param text any text; in place of what XML 1.0 cannot carry stands U+FFFD, because
	 * one such character makes the document unreadable for every client
	 */
	void element(String name, @Nullable String text) {
		if (text == null || text.isEmpty()) {
			return;
		}
		this.text.append('<').append(name).append('>');
		characters(text);
		end(name);
	}

	/**
	 * Writes an element with elements in it.
	 */
	void element(String name, Writing writing) {
		this.text.append('<').append(name).append('>');
		writing.write(this);
		end(name);
	}

	private void end(String name) {
		this.text.append("</").append(name).append('>');
	}

	private void characters(String characters) {
		int start = 0;
		for (int i = 0; i < characters.length(); i++) {
			String reference = reference(characters, i);
			if (reference != null) {
				this.text.append(characters, start, i).append(reference);
				start = i + 1;
			}
		}
		this.text.append(characters, start, characters.length());
	}

	private static @Nullable String reference(String characters, int index) {
		char c = characters.charAt(index);
		return switch (c) {
			case '<' -> "&lt;";
			case '>' -> "&gt;";
			case '&' -> "&amp;";
			// A raw CR becomes LF in every reader.
			case '\r' -> "&#13;";
			default -> XmlText.isAllowed(characters, index) ? null : REPLACEMENT;
		};
	}

	/**
	 * Writes a part of a document.
	 */
	interface Writing {

		void write(XmlOutput output);

	}

}
