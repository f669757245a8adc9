package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads a receipt that is written as plainly as every known server writes it: ASCII, no
 * attributes but the namespace, no entities, comments or nesting. Setting up the JDK's
 * XML reader costs more than such a document; whatever is not plain is left to it.
 */
final class PlainReceipt {

	private static final List<String> DECLARATIONS = List.of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
			"<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<?xml version=\"1.0\" ?>", "<?xml version=\"1.0\"?>");

	private static final String END = "</Message>";

	private final String text;

	private int position;

	private @Nullable String messageId;

	private @Nullable String bodyMd5;

	private @Nullable String receiptHandle;

	private PlainReceipt(String text) {
		this.text = text;
	}

	/**
	 * Reads a plain receipt.
	 * @param document the bytes
	 * @param requestId id from the response headers
	 * @return the receipt, or {@code null} if the document is not plain, no receipt or
	 * lacks its id
	 */
	static @Nullable PublishReceipt read(byte[] document, @Nullable String requestId) {
		for (byte octet : document) {
			// Leaves out control characters, everything beyond ASCII, and references.
			if ((octet < ' ' && octet != '\n') || octet == '&' || octet == 0x7f) {
				return null;
			}
		}
		PlainReceipt receipt = new PlainReceipt(new String(document, StandardCharsets.ISO_8859_1));
		if (!receipt.readStart() || !receipt.readChildren() || receipt.messageId == null) {
			return null;
		}
		return new PublishReceipt(receipt.messageId, receipt.bodyMd5, receipt.receiptHandle, requestId);
	}

	private boolean readStart() {
		for (String declaration : DECLARATIONS) {
			if (skip(declaration)) {
				break;
			}
		}
		skipBlanks();
		if (!skip("<Message")) {
			return false;
		}
		return skip(">") || (skip(" xmlns=\"" + XmlOutput.NAMESPACE) && (skip("\">") || skip("/\">")));
	}

	private boolean readChildren() {
		skipBlanks();
		while (!skip(END)) {
			if (!readChild()) {
				return false;
			}
			skipBlanks();
		}
		skipBlanks();
		return this.position == this.text.length();
	}

	private boolean readChild() {
		int nameEnd = this.text.indexOf('>', this.position);
		if (nameEnd < 0 || !skip("<")) {
			return false;
		}
		String name = name(this.text.substring(this.position, nameEnd));
		int valueEnd = this.text.indexOf('<', nameEnd);
		if (name == null || valueEnd < 0) {
			return false;
		}
		String value = this.text.substring(nameEnd + 1, valueEnd);
		this.position = valueEnd;
		if (value.isEmpty() || value.indexOf('>') >= 0 || !skip("</") || !skip(name) || !skip(">")) {
			return false;
		}
		switch (name) {
			case "MessageId" -> this.messageId = value;
			case "MessageBodyMD5" -> this.bodyMd5 = value;
			default -> this.receiptHandle = value;
		}
		return true;
	}

	private static @Nullable String name(String name) {
		return switch (name) {
			case "MessageId", "MessageBodyMD5", "ReceiptHandle" -> name;
			default -> null;
		};
	}

	private boolean skip(String expected) {
		if (!this.text.startsWith(expected, this.position)) {
			return false;
		}
		this.position += expected.length();
		return true;
	}

	private void skipBlanks() {
		while (this.position < this.text.length()
				&& (this.text.charAt(this.position) == ' ' || this.text.charAt(this.position) == '\n')) {
			this.position++;
		}
	}

}
