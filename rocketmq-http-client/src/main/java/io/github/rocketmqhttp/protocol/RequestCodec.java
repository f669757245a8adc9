package io.github.rocketmqhttp.protocol;

import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLStreamException;

import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the bodies of requests.
 */
public final class RequestCodec {

	private RequestCodec() {
	}

	/**
	 * Writes the body of a publish request.
	 * @param document its parts
	 * @return UTF-8 bytes
	 */
	public static byte[] writePublish(PublishDocument document) {
		return XmlOutput.write("Message", (out) -> {
			out.element("MessageBody", document.body());
			out.element("MessageTag", document.tag());
			out.element("Properties", document.properties());
		});
	}

	/**
	 * Writes the body of an acknowledgement, commit or rollback.
	 * @param receiptHandles the handles
	 * @return UTF-8 bytes
	 */
	public static byte[] writeReceiptHandles(List<String> receiptHandles) {
		return XmlOutput.write("ReceiptHandles", (out) -> {
			for (String handle : receiptHandles) {
				out.element("ReceiptHandle", handle);
			}
		});
	}

	/**
	 * Reads the body of a publish request from any SDK: any order, namespace or
	 * declaration, CDATA, byte-order mark.
	 * @param body UTF-8 bytes, bounded by the caller
	 * @return its parts, unchecked
	 * @throws MalformedDocumentException if it is no well-formed {@code Message}, or has
	 * one of its elements twice
	 */
	public static PublishDocument readPublish(byte[] body) throws MalformedDocumentException {
		return XmlInput.read(body, (in) -> {
			requireRoot(in, "Message");
			String text = null;
			String tag = null;
			String properties = null;
			for (String child = in.nextChild(); child != null; child = in.nextChild()) {
				switch (child) {
					case "MessageBody" -> text = once(child, text, in);
					case "MessageTag" -> tag = once(child, tag, in);
					case "Properties" -> properties = once(child, properties, in);
					default -> in.skip();
				}
			}
			return new PublishDocument(text, tag, properties);
		});
	}

	/**
	 * Reads the body of an acknowledgement, commit or rollback.
	 * @param body UTF-8 bytes, bounded by the caller
	 * @return the handles in order, possibly none
	 * @throws MalformedDocumentException if it is no well-formed {@code ReceiptHandles}
	 */
	public static List<String> readReceiptHandles(byte[] body) throws MalformedDocumentException {
		return XmlInput.read(body, (in) -> {
			requireRoot(in, "ReceiptHandles");
			List<String> handles = new ArrayList<>();
			for (String child = in.nextChild(); child != null; child = in.nextChild()) {
				if (child.equals("ReceiptHandle")) {
					handles.add(in.text());
				}
				else {
					in.skip();
				}
			}
			return handles;
		});
	}

	// Which of two is meant, only the sender knows.
	private static String once(String name, @Nullable String before, XmlInput in)
			throws XMLStreamException, MalformedDocumentException {
		if (before != null) {
			throw new MalformedDocumentException("The element " + name + " is there twice.", null);
		}
		return in.text();
	}

	private static void requireRoot(XmlInput in, String root) throws MalformedDocumentException {
		if (!in.name().equals(root)) {
			throw new MalformedDocumentException("The root element is not " + root + ".", null);
		}
	}

}
