package io.github.rocketmqhttp.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages response bodies in the ways that a network, a proxy or an attacker would, the
 * same for the same seed.
 */
final class ResponseMutator {

	private static final List<String> CHARSETS = List.of("UTF-16", "UTF-16LE", "GBK", "ISO-8859-1", "UTF-32",
			"windows-1252", "US-ASCII");

	private static final List<String> ROOTS = List.of("Message", "Messages", "Error", "Errors", "html", "Oops",
			"ReceiptHandles");

	private final Random random;

	ResponseMutator(long seed) {
		this.random = new Random(seed);
	}

	byte[] mutate(String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return switch (this.random.nextInt(12)) {
			case 0 -> Arrays.copyOf(bytes, this.random.nextInt(bytes.length + 1));
			case 1, 2 -> flip(bytes);
			case 3 -> insertNoise(bytes);
			case 4 -> utf8(huge(body));
			case 5 -> utf8(otherRoot(body));
			case 6 -> utf8(nested());
			case 7 -> otherCharset(body);
			case 8 -> utf8(bomb(body));
			case 9 -> utf8(body.replaceAll("[0-9]+", oddNumber()));
			case 10 -> duplicate(bytes);
			default -> utf8(withAttributes(body));
		};
	}

	private byte[] flip(byte[] bytes) {
		byte[] flipped = bytes.clone();
		for (int i = this.random.nextInt(8); i >= 0 && flipped.length > 0; i--) {
			flipped[this.random.nextInt(flipped.length)] ^= (byte) (1 << this.random.nextInt(8));
		}
		return flipped;
	}

	private byte[] insertNoise(byte[] bytes) {
		int at = this.random.nextInt(bytes.length + 1);
		byte[] noise = new byte[this.random.nextInt(64)];
		this.random.nextBytes(noise);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(bytes, 0, at);
		out.writeBytes(noise);
		out.write(bytes, at, bytes.length - at);
		return out.toByteArray();
	}

	private byte[] duplicate(byte[] bytes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			int from = this.random.nextInt(bytes.length + 1);
			out.write(bytes, from, this.random.nextInt(bytes.length - from + 1));
		}
		return out.toByteArray();
	}

	private String huge(String body) {
		String filler = "x&amp;<!-- y -->".repeat(1 + this.random.nextInt(4 * 1024));
		return body.replaceFirst("</", filler + "</");
	}

	private String otherRoot(String body) {
		String root = ROOTS.get(this.random.nextInt(ROOTS.size()));
		return body.replaceFirst("<(Messages|Message|Errors|Error)\\b", "<" + root)
			.replaceFirst("</(Messages|Message|Errors|Error)>\\s*$", "</" + root + ">");
	}

	private String nested() {
		int depth = 1 + this.random.nextInt(20_000);
		String root = ROOTS.get(this.random.nextInt(4));
		return "<" + root + ">" + "<Message>".repeat(depth)
				+ (this.random.nextBoolean() ? "</Message>".repeat(depth) + "</" + root + ">" : "");
	}

	private byte[] otherCharset(String body) {
		Charset charset = Charset.forName(CHARSETS.get(this.random.nextInt(CHARSETS.size())));
		String declared = this.random.nextBoolean() ? charset.name() : "x-unknown";
		return body.replace("UTF-8", declared).getBytes(this.random.nextBoolean() ? charset : StandardCharsets.UTF_8);
	}

	private String bomb(String body) {
		String root = body.substring(body.indexOf('>') + 1);
		String doctype = switch (this.random.nextInt(4)) {
			case 0 -> "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
			case 1 -> "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
			case 2 -> "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
					+ "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>";
			default -> "<!DOCTYPE x [<!ENTITY a \"" + "z".repeat(10_000) + "\">]>";
		};
		return "<?xml version=\"1.0\"?>" + doctype + root.replaceFirst("</", "&a;&d;".repeat(500) + "</");
	}

	private String oddNumber() {
		return switch (this.random.nextInt(5)) {
			case 0 -> "-1";
			case 1 -> "9223372036854775807";
			case 2 -> "99999999999999999999999";
			case 3 -> "1e5";
			default -> "";
		};
	}

	private String withAttributes(String body) {
		StringBuilder attributes = new StringBuilder();
		for (int i = this.random.nextInt(500); i >= 0; i--) {
			attributes.append(" a").append(i).append("=\"").append(this.random.nextLong()).append('"');
		}
		return body.replaceFirst("<(MessageId|Code|Error)>", "<$1" + attributes + ">");
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
