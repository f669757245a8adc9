package io.github.rocketmqhttp.protocol;

import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/**
 * Reads the protocol's shallow documents with the JDK's StAX: XML 1.0, local names only,
 * no DTD, no external entities, bounded nesting.
 */
final class XmlInput {

	private static final int MAX_DEPTH = 32;

	private final XMLStreamReader reader;

	private XmlInput(XMLStreamReader reader) {
		this.reader = reader;
	}

	/**
	 * Reads a whole document.
	 * @param document the bytes, whose number the caller has bounded
	 * @param reading what to do, standing at the root element
	 * @return what the reading returned
	 * @throws MalformedDocumentException if the document cannot be read to its end
	 */
	static <T> T read(byte[] document, Reading<T> reading) throws MalformedDocumentException {
		if (document.length == 0) {
			throw new MalformedDocumentException("The document is empty.", null);
		}
		return read(XmlReaders.decode(document), document.length, reading);
	}

	/**
	 * Reads a whole document that is decoded already.
	 * @param length its bytes
	 */
	static <T> T read(String document, int length, Reading<T> reading) throws MalformedDocumentException {
		StartTags.requireBounded(document);
		try {
			XmlReaders readers = XmlReaders.borrow(length);
			XMLStreamReader reader = readers.open(document);
			requireVersion(reader.getVersion());
			XmlInput input = new XmlInput(reader);
			input.toRoot();
			T result = reading.read(input);
			while (reader.hasNext()) {
				input.next();
			}
			readers.giveBack(reader, length);
			return result;
		}
		catch (XMLStreamException ex) {
			throw new MalformedDocumentException("The document is not well-formed XML" + place(ex.getLocation()) + ".",
					null);
		}
		catch (RuntimeException ex) {
			// The JDK's scanner answers some damaged encodings with unchecked exceptions.
			throw new MalformedDocumentException(
					"The document cannot be read as XML (" + ex.getClass().getSimpleName() + ").", null);
		}
	}

	// XML 1.1 carries control characters, which no reader of XML 1.0 accepts again.
	private static void requireVersion(@Nullable String version) throws MalformedDocumentException {
		if (version != null && !version.equals("1.0")) {
			throw new MalformedDocumentException("The document is not XML 1.0, which the protocol prescribes.", null);
		}
	}

	/**
	 * The parser's texts quote the document, with the bodies of messages, so only the
	 * place goes on from here.
	 */
	private static String place(@Nullable Location location) {
		return (location != null && location.getLineNumber() > 0)
				? " at line " + location.getLineNumber() + ", column " + location.getColumnNumber() : "";
	}

	/**
	 * Local name of the element at which the reader stands.
	 */
	String name() {
		return this.reader.getLocalName();
	}

	/**
	 * Moves to the next child of the current element.
	 * @return its local name, or {@code null} when the current element has ended
	 */
	@Nullable String nextChild() throws XMLStreamException, MalformedDocumentException {
		while (true) {
			int event = next();
			if (event == XMLStreamConstants.START_ELEMENT) {
				return this.reader.getLocalName();
			}
			if (event == XMLStreamConstants.END_ELEMENT) {
				return null;
			}
		}
	}

	/**
	 * Reads the text of the current element, child elements left out, and moves to its
	 * end.
	 */
	String text() throws XMLStreamException, MalformedDocumentException {
		String first = "";
		StringBuilder more = null;
		int depth = 1;
		while (depth > 0) {
			int event = next();
			switch (event) {
				case XMLStreamConstants.START_ELEMENT -> depth = deeper(depth);
				case XMLStreamConstants.END_ELEMENT -> depth--;
				case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
					if (depth == 1) {
						if (more != null) {
							more.append(this.reader.getText());
						}
						else if (first.isEmpty()) {
							first = this.reader.getText();
						}
						else {
							more = new StringBuilder(first).append(this.reader.getText());
						}
					}
				}
				default -> {
				}
			}
		}
		return (more != null) ? more.toString() : first;
	}

	/**
	 * Moves to the end of the current element.
	 */
	void skip() throws XMLStreamException, MalformedDocumentException {
		int depth = 1;
		while (depth > 0) {
			int event = next();
			if (event == XMLStreamConstants.START_ELEMENT) {
				depth = deeper(depth);
			}
			else if (event == XMLStreamConstants.END_ELEMENT) {
				depth--;
			}
		}
	}

	private void toRoot() throws XMLStreamException, MalformedDocumentException {
		while (next() != XMLStreamConstants.START_ELEMENT) {
			// Comments and white space before the root.
		}
	}

	private int next() throws XMLStreamException, MalformedDocumentException {
		int event = this.reader.next();
		if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
			throw new MalformedDocumentException("The document has a DTD or an entity reference.", null);
		}
		return event;
	}

	private static int deeper(int depth) throws MalformedDocumentException {
		if (depth >= MAX_DEPTH) {
			throw new MalformedDocumentException("The document is nested more than " + MAX_DEPTH + " deep.", null);
		}
		return depth + 1;
	}

	/**
	 * Reads one document, starting at its root element and ending behind it.
	 */
	interface Reading<T> {

		T read(XmlInput input) throws XMLStreamException, MalformedDocumentException;

	}

}
