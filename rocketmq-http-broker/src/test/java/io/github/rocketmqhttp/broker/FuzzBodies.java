package io.github.rocketmqhttp.broker;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes documents that an XML reader may not like.
 */
final class FuzzBodies {

	private static final List<String> TEXTS = List.of("a", "", "text &lt;&gt;&amp;&#13;\r\n", "<![CDATA[a]]>", "&#1;",
			"&#x0;", "&#1114112;", "&#xD800;", "&e;", "&", "\u0001", "\uFFFE", "\uD83C\uDF0D", "]]>", "<b>x</b>y",
			"<!-- c -->z", "<?pi?>q", " ", "\u00e4\u6f22");

	private static final List<String> PROPERTIES = List.of("a:1|", "a:1", "a", ":|:|:", "KEYS:k:1|", "__TransCheckT:10",
			"__TransCheckT:99999999999999999999", "__TransCheckT:-1", "__STARTDELIVERTIME:99999999999999999999|",
			"__STARTDELIVERTIME:x", "__SHARDINGKEY:s", "__SHARDINGKEY:s|__TransCheckT:10|", "a:1|".repeat(6000),
			"&lt;:&gt;|", "|".repeat(500));

	private final Random random;

	FuzzBodies(Random random) {
		this.random = random;
	}

	<T> T any(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	byte[] next() {
		return switch (this.random.nextInt(12)) {
			case 0 -> bytes(dtd());
			case 1 -> bytes(nested());
			case 2 -> randomBytes(this.random.nextInt(300));
			case 3 -> truncated(bytes(message()));
			case 4, 5 -> flipped(bytes(message()));
			case 6 -> bytes(handles());
			case 7 -> flipped(bytes(handles()));
			case 8 -> message().getBytes(StandardCharsets.UTF_16);
			default -> bytes(message());
		};
	}

	byte[] almostMessage() {
		return bytes(message());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private String message() {
		StringBuilder text = new StringBuilder(any(List.of("", "\uFEFF", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
				"<?xml version='1.0' encoding='UTF-16'?>", "<?xml version='9.9'?>", "<?xml version='1.1'?>",
				"<?xml encoding='x'?>", "\n\n", "<!-- <Message> -->")));
		text.append(any(List.of("<Message>", "<Message xmlns=\"http://mq.aliyuncs.com/doc/v1/\">",
				"<Message a='" + "x".repeat(2000) + "'>", "<x:Message>", "<Message xmlns:x='y' x:a='1' x:a='2'>",
				"<Message\n>", "<message>")));
		Set<String> names = new HashSet<>();
		int elements = 1 + this.random.nextInt(4);
		for (int i = 0; i < elements; i++) {
			String element = element();
			// Seldom twice, because that is refused.
			if (names.add(element.substring(0, element.indexOf('>'))) || this.random.nextInt(10) == 0) {
				text.append(element);
			}
		}
		return text.append(any(List.of("</Message>", "</Message>", "</Message>", "</Message>x", "", "</Message><a/>")))
			.toString();
	}

	private String element() {
		return switch (this.random.nextInt(8)) {
			case 0 -> "<Unknown>" + any(TEXTS) + "</Unknown>";
			case 1 -> "<MessageTag>" + any(TEXTS) + "</MessageTag>";
			case 2 -> "<MessageTag>" + "t".repeat(this.random.nextInt(200)) + "</MessageTag>";
			case 3 -> "<Properties>" + any(PROPERTIES) + "</Properties>";
			case 4 -> "<MessageBody>" + "x".repeat(this.random.nextInt(3000)) + "</MessageBody>";
			default -> "<MessageBody>" + any(TEXTS) + "f" + this.random.nextInt() + "</MessageBody>";
		};
	}

	private String dtd() {
		StringBuilder laughs = new StringBuilder("<!DOCTYPE Message [<!ENTITY a \"ha\">");
		for (char c = 'b'; c < 'k'; c++) {
			laughs.append("<!ENTITY ")
				.append(c)
				.append(" \"")
				.append(("&" + (char) (c - 1) + ";").repeat(10))
				.append("\">");
		}
		return any(List.of(laughs + "]><Message><MessageBody>&j;</MessageBody></Message>",
				"<!DOCTYPE m [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Message><MessageBody>&e;</MessageBody></Message>",
				"<!DOCTYPE m SYSTEM 'http://127.0.0.1:1/x.dtd'><Message><MessageBody>a</MessageBody></Message>",
				"<!DOCTYPE m [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'>%p;]><Message><MessageBody>a</MessageBody></Message>",
				"<!DOCTYPE Message><Message><MessageBody>a</MessageBody></Message>"));
	}

	private String nested() {
		int depth = 1 + this.random.nextInt(2000);
		String open = any(List.of("<a>", "<MessageBody>", "<Message>"));
		return "<Message>" + open.repeat(depth) + "x" + open.replace("<", "</").repeat(this.random.nextInt(depth + 1))
				+ "</Message>";
	}

	private String handles() {
		int number = this.random.nextInt(40);
		StringBuilder text = new StringBuilder("<ReceiptHandles>");
		for (int i = 0; i < number; i++) {
			text.append("<ReceiptHandle>")
				.append(any(List.of("", "a", "0".repeat(32) + "-AAAA", "%00", "&#10;", "=".repeat(500), "-")))
				.append(this.random.nextInt(20))
				.append("</ReceiptHandle>");
		}
		return text.append("</ReceiptHandles>").toString();
	}

	byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	byte[] truncated(byte[] bytes) {
		byte[] shorter = new byte[this.random.nextInt(bytes.length + 1)];
		System.arraycopy(bytes, 0, shorter, 0, shorter.length);
		return shorter;
	}

	byte[] flipped(byte[] bytes) {
		byte[] other = bytes.clone();
		int flips = 1 + this.random.nextInt(4);
		for (int i = 0; i < flips && other.length > 0; i++) {
			other[this.random.nextInt(other.length)] = (byte) this.random.nextInt();
		}
		return other;
	}

}
