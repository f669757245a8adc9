package io.github.rocketmqhttp.reliability.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One whole request or answer as it crossed the wire.
 */
final class HttpMessage {

	private final byte[] bytes;

	private final int headLength;

	private final String[] lines;

	HttpMessage(byte[] bytes, int headLength) {
		this.bytes = bytes;
		this.headLength = headLength;
		this.lines = head(bytes, headLength);
	}

	static String[] head(byte[] bytes, int headLength) {
		return new String(bytes, 0, headLength, StandardCharsets.ISO_8859_1).split("\r\n");
	}

	static @Nullable String header(String[] head, String name) {
		String prefix = name.toLowerCase(Locale.ROOT) + ":";
		return Arrays.stream(head)
			.skip(1)
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
			.map((line) -> line.substring(prefix.length()).strip())
			.findFirst()
			.orElse(null);
	}

	byte[] bytes() {
		return this.bytes;
	}

	String startLine() {
		return this.lines[0];
	}

	String body() {
		return new String(this.bytes, this.headLength, this.bytes.length - this.headLength, StandardCharsets.UTF_8);
	}

	/**
	 * Whether this is an answer such as "100 Continue", which the real one follows.
	 */
	boolean isInterim() {
		return this.lines[0].matches("HTTP/1\\.[01] 1\\d\\d.*");
	}

	/**
	 * The beginning: at least one byte of it, and at least one byte less than all.
	 * @param share from 0 to 1
	 */
	byte[] beginning(double share) {
		return Arrays.copyOf(this.bytes, 1 + (int) (share * (this.bytes.length - 1)));
	}

}
