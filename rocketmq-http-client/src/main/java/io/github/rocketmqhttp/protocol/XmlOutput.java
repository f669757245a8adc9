package io.github.rocketmqhttp.protocol;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.jspecify.annotations.Nullable;

/**
 * Writes the protocol's documents with the JDK's StAX, so that every SDK can read them:
 * no prefixes, no attributes but the namespace, no empty elements, escaped text.
 */
final class XmlOutput {

	/** Without a slash at the end: the Java SDK binds errors to exactly this name. */
	static final String NAMESPACE = "http://mq.aliyuncs.com/doc/v1";

	private static final int FIRST_BUFFER = 1024;

	private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

	private final XMLStreamWriter writer;

	private XmlOutput(XMLStreamWriter writer) {
		this.writer = writer;
	}

	/**
	 * Writes a whole document.
	 * @param root name of the root element
	 * @param writing what stands in it
	 * @return the document in UTF-8
	 */
	static byte[] write(String root, Writing writing) {
		StringWriter text = new StringWriter(FIRST_BUFFER);
		try {
			XMLStreamWriter writer = FACTORY.createXMLStreamWriter(text);
			writer.writeStartDocument("UTF-8", "1.0");
			writer.writeStartElement(root);
			writer.writeDefaultNamespace(NAMESPACE);
			writing.write(new XmlOutput(writer));
			writer.writeEndElement();
			writer.writeEndDocument();
			writer.close();
		}
		catch (XMLStreamException ex) {
			throw new IllegalStateException("Writing XML to memory failed.", ex);
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Writes an element with text; leaves it out when the text is missing or empty,
	 * because some SDKs misread empty elements.
	 */
	void element(String name, @Nullable String text) throws XMLStreamException {
		if (text == null || text.isEmpty()) {
			return;
		}
		this.writer.writeStartElement(name);
		characters(text);
		this.writer.writeEndElement();
	}

	/**
	 * Writes an element with elements in it.
	 */
	void element(String name, Writing writing) throws XMLStreamException {
		this.writer.writeStartElement(name);
		writing.write(this);
		this.writer.writeEndElement();
	}

	private void characters(String text) throws XMLStreamException {
		// A raw CR becomes LF in every reader.
		int start = 0;
		for (int cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r', start)) {
			this.writer.writeCharacters(text.substring(start, cr));
			this.writer.writeEntityRef("#13");
			start = cr + 1;
		}
		this.writer.writeCharacters((start == 0) ? text : text.substring(start));
	}

	/**
	 * Writes a part of a document.
	 */
	interface Writing {

		void write(XmlOutput output) throws XMLStreamException;

	}

}
