package io.github.rocketmqhttp.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What the server does with one request: bytes to send, perhaps only after a latch has
 * opened, and perhaps the end of the connection.
 */
final class Reply {

	private static final CountDownLatch OPEN = new CountDownLatch(0);

	static final String NAMESPACE = "http://mq.aliyuncs.com/doc/v1";

	/** The connection ends without an answer. */
	static final Reply NONE = new Reply(new byte[0], true, OPEN);

	private final byte[] bytes;

	private final boolean close;

	private final CountDownLatch gate;

	private Reply(byte[] bytes, boolean close, CountDownLatch gate) {
		this.bytes = bytes;
		this.close = close;
		this.gate = gate;
	}

	byte[] bytes() {
		return this.bytes;
	}

	boolean closes() {
		return this.close;
	}

	CountDownLatch gate() {
		return this.gate;
	}

	static Reply of(int status, Map<String, String> headers, byte[] body) {
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
		headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		head.append("\r\n");
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
		out.writeBytes(body);
		return new Reply(out.toByteArray(), false, OPEN);
	}

	static Reply raw(byte[] bytes) {
		return new Reply(bytes, false, OPEN);
	}

	static Reply raw(String text) {
		return raw(text.getBytes(StandardCharsets.UTF_8));
	}

	static Reply xml(int status, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Content-Type", "text/xml;charset=utf-8");
		headers.put("x-mq-request-id", "5F1E0A0B0C0D0E0F10111213");
		if (status != 204) {
			headers.put("Content-Length", Integer.toString(bytes.length));
		}
		return of(status, headers, bytes);
	}

	/**
	 * For the body {@code hello}.
	 */
	static Reply receipt() {
		return xml(201, "<Message xmlns=\"" + NAMESPACE + "\"><MessageId>M1</MessageId>"
				+ "<MessageBodyMD5>5D41402ABC4B2A76B9719D911017C592</MessageBodyMD5></Message>");
	}

	static Reply receiptWithoutDigest() {
		return xml(201, "<Message xmlns=\"" + NAMESPACE + "\"><MessageId>M1</MessageId></Message>");
	}

	static Reply halfReceipt() {
		return xml(201, "<Message xmlns=\"" + NAMESPACE + "\"><MessageId>M1</MessageId>"
				+ "<ReceiptHandle>h-1</ReceiptHandle></Message>");
	}

	static Reply noContent() {
		return xml(204, "");
	}

	static Reply error(int status, String code) {
		return xml(status,
				"<Error xmlns=\"" + NAMESPACE + "\"><Code>" + code
						+ "</Code><Message>Because.</Message><RequestId>6A1E0A0B0C0D0E0F10111213</RequestId>"
						+ "<HostId>http://127.0.0.1</HostId></Error>");
	}

	static Reply noMessage() {
		return error(404, "MessageNotExist");
	}

	/**
	 * The answer that fits a request, for tests that look at requests.
	 */
	static Reply fitting(RecordedRequest request) {
		return switch (request.method()) {
			case "POST" -> request.body().contains("__TransCheckT") ? halfReceipt()
					: request.body().contains(">hello<") ? receipt() : receiptWithoutDigest();
			case "GET" -> noMessage();
			default -> noContent();
		};
	}

	Reply thenClose() {
		return new Reply(this.bytes, true, this.gate);
	}

	Reply after(CountDownLatch gate) {
		return new Reply(this.bytes, this.close, gate);
	}

	/**
	 * Only the first bytes, then the end of the connection.
	 */
	Reply cutTo(int length) {
		return new Reply(Arrays.copyOf(this.bytes, length), true, this.gate);
	}

}
