package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.w3c.dom.CharacterData;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks every answer with an XML reader of its own, and keeps count.
 */
final class FuzzAnswers {

	private static final Set<String> ROOTS = Set.of("Error", "Errors", "Message", "Messages");

	private static final ThreadLocal<DocumentBuilder> BUILDERS = ThreadLocal.withInitial(FuzzAnswers::builder);

	/** How many answers there were with each status and code. */
	private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

	/** Bodies that must have been stored, by message id. */
	private final Map<String, String> stored = new ConcurrentHashMap<>();

	/** Ids of messages whose bodies nobody knows, because bytes were flipped. */
	private final Queue<String> storedSomehow = new ConcurrentLinkedQueue<>();

	Map<String, AtomicInteger> counts() {
		return this.counts;
	}

	Map<String, String> stored() {
		return this.stored;
	}

	Queue<String> storedSomehow() {
		return this.storedSomehow;
	}

	/**
	 * How many requests were right after all.
	 */
	int taken() {
		return Stream.of("200", "201", "204").mapToInt((what) -> {
			AtomicInteger count = this.counts.get(what);
			return (count != null) ? count.get() : 0;
		}).sum();
	}

	void check(FuzzRequest request, Response response) throws SAXException, IOException {
		assertThat(response.header("x-mq-request-id").orElse("")).matches("[0-9A-F]{24}");
		assertThat(response.header("x-mq-version")).contains("2015-06-06");
		assertThat(response.header("Connection").orElse("")).isIn("keep-alive", "close");
		int length = response.header("Content-Length").map(Integer::parseInt).orElse(0);
		assertThat(response.status() == 204).isEqualTo(length == 0);
		if (length == 0) {
			count("204");
			return;
		}
		assertThat(response.header("Content-Type")).contains("text/xml;charset=utf-8");
		if (request.head()) {
			count(response.status() + " to HEAD");
			return;
		}
		assertThat(response.body().getBytes(StandardCharsets.UTF_8)).hasSize(length);
		checkDocument(request, response, parse(response.body()));
	}

	private void checkDocument(FuzzRequest request, Response response, Element root) throws SAXException, IOException {
		assertThat(ROOTS).contains(root.getNodeName());
		switch (root.getNodeName()) {
			case "Error" -> {
				String code = child(root, "Code").orElse("");
				Optional<ErrorCode> known = ErrorCode.ofWireName(code);
				assertThat(known).as(code).isPresent();
				assertThat(known.map(ErrorCode::httpStatus)).contains(response.status());
				for (String name : List.of("Message", "RequestId", "HostId")) {
					assertThat(child(root, name).orElse("")).as(name).isNotBlank();
				}
				assertThat(response.status()).as(response.body()).isLessThan(500);
				count(response.status() + " " + code);
			}
			case "Message" -> {
				assertThat(response.status()).isEqualTo(201);
				String id = child(root, "MessageId").orElseThrow();
				if (request.framed()) {
					this.stored.put(id, expected(request));
				}
				else {
					this.storedSomehow.add(id);
				}
				count("201");
			}
			case "Messages" -> {
				assertThat(response.status()).isEqualTo(200);
				count("200");
			}
			default -> {
				assertThat(response.status()).isEqualTo(404);
				count("404 Errors");
			}
		}
	}

	private void count(String what) {
		this.counts.computeIfAbsent(what, (key) -> new AtomicInteger()).incrementAndGet();
	}

	private static String expected(FuzzRequest request) throws SAXException, IOException {
		String text = new String(request.body(), StandardCharsets.UTF_8);
		Element root = parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
		return child(root, "MessageBody").orElseThrow();
	}

	/**
	 * The own text of the last child with this name.
	 */
	private static Optional<String> child(Element parent, String name) {
		String text = null;
		for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element && name.equals(child.getLocalName())) {
				text = text(child);
			}
		}
		return Optional.ofNullable(text);
	}

	private static String text(Node element) {
		StringBuilder text = new StringBuilder();
		for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof CharacterData characters && child.getNodeType() != Node.COMMENT_NODE) {
				text.append(characters.getData());
			}
		}
		return text.toString();
	}

	private static Element parse(String document) throws SAXException, IOException {
		return BUILDERS.get().parse(new InputSource(new StringReader(document))).getDocumentElement();
	}

	private static DocumentBuilder builder() {
		try {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
			factory.setNamespaceAware(true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			DocumentBuilder builder = factory.newDocumentBuilder();
			builder.setErrorHandler(null);
			return builder;
		}
		catch (ParserConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
