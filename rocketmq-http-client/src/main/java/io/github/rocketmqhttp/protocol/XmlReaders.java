package io.github.rocketmqhttp.protocol;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Lends StAX readers that are hardened and, for small documents, used again: building the
 * JDK's reader costs more than reading a receipt with it.
 */
final class XmlReaders {

	/** Larger documents, whose buffers are better dropped, get a reader of their own. */
	private static final int LARGEST_REUSED = 16 * 1024;

	// A reader remembers every name that it has ever read; this bounds what foreign
	// documents can leave behind.
	private static final int MOST_USES = 1000;

	private static final int MOST_IDLE = 64;

	private static final String NO_LIMIT = "0";

	/** What a lenient decoder puts in place of malformed bytes. */
	private static final char REPLACEMENT = '\uFFFD';

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private static final ArrayBlockingQueue<XmlReaders> IDLE = new ArrayBlockingQueue<>(MOST_IDLE);

	private final XMLInputFactory factory = factory();

	private int uses;

	private XmlReaders() {
	}

	/**
	 * Takes a lender, for one document at a time.
	 * @param length bytes of the document
	 */
	static XmlReaders borrow(int length) {
		XmlReaders idle = (length <= LARGEST_REUSED) ? IDLE.poll() : null;
		return (idle != null) ? idle : new XmlReaders();
	}

	/**
	 * Opens a document.
	 */
	XMLStreamReader open(String document) throws XMLStreamException {
		return this.factory.createXMLStreamReader(new StringReader(document));
	}

	/**
	 * Decodes a document, as the UTF-8 that the protocol prescribes whatever the document
	 * itself declares: the JDK's byte reader is slower, and prints malformed bytes to
	 * standard error.
	 */
	static String decode(byte[] document) throws MalformedDocumentException {
		String text = new String(document, StandardCharsets.UTF_8);
		if (text.indexOf(REPLACEMENT) >= 0) {
			try {
				StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
			}
			catch (CharacterCodingException ex) {
				throw new MalformedDocumentException("The document is not UTF-8.", ex);
			}
		}
		return (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) ? text.substring(1) : text;
	}

	/**
	 * Gives the lender back. To be called after a document was read to its end without
	 * any complaint; after a failure it is simply forgotten.
	 */
	void giveBack(XMLStreamReader reader, int length) throws XMLStreamException {
		reader.close();
		this.uses++;
		if (length <= LARGEST_REUSED && this.uses < MOST_USES) {
			// When there are enough idle ones, this one is dropped.
			IDLE.offer(this);
		}
	}

	private static XMLInputFactory factory() {
		// The JDK's own factory: one found by class path could bring other defaults.
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
		factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
			throw new XMLStreamException("External entities are not allowed.");
		});
		// These count &lt; and its like too, and JDK 24 lowered them to 100,000
		// characters: a
		// larger escaped body would be refused. Only a DTD, refused here, could abuse
		// them.
		factory.setProperty("jdk.xml.totalEntitySizeLimit", NO_LIMIT);
		factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", NO_LIMIT);
		if (factory.isPropertySupported("reuse-instance")) {
			factory.setProperty("reuse-instance", true);
		}
		return factory;
	}

}
