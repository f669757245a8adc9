package io.github.rocketmqhttp.broker;

import java.nio.charset.StandardCharsets;

/**
 * A request that is wrong in some way, or at least strange.
 */
final class FuzzRequest {

	private final byte[] bytes;

	private final boolean framed;

	private final boolean head;

	private final byte[] body;

	/**
	 * Creates a request.
	 * @param bytes what is sent
	 * @param framed whether it is one whole HTTP request after which another may follow:
	 * then it gets exactly one answer
	 * @param head whether the answer has no body
	 * @param body what it publishes, if it does so
	 */
	FuzzRequest(byte[] bytes, boolean framed, boolean head, byte[] body) {
		this.bytes = bytes;
		this.framed = framed;
		this.head = head;
		this.body = body;
	}

	static FuzzRequest broken(String text) {
		return broken(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	static FuzzRequest broken(byte[] bytes) {
		String start = new String(bytes, 0, Math.min(bytes.length, 5), StandardCharsets.ISO_8859_1);
		return new FuzzRequest(bytes, false, start.equals("HEAD "), new byte[0]);
	}

	byte[] bytes() {
		return this.bytes;
	}

	boolean framed() {
		return this.framed;
	}

	boolean head() {
		return this.head;
	}

	byte[] body() {
		return this.body;
	}

	@Override
	public String toString() {
		return new String(this.bytes, 0, Math.min(this.bytes.length, 600), StandardCharsets.ISO_8859_1);
	}

}
