package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ResponseCodec;

/**
 * One keep-alive connection of the stub: finds the end of each request and answers it.
 */
final class StubConnection {

	private static final byte[] ANSWER = answer();

	private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] CONTENT_LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] EXPECT = "\r\nexpect:".getBytes(StandardCharsets.US_ASCII);

	private final SocketChannel channel;

	private final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);

	private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER.length).put(ANSWER);

	/** Length of the request that is being received; 0 before its head is complete. */
	private int requestLength;

	StubConnection(SocketChannel channel) {
		this.channel = channel;
	}

	private static byte[] answer() {
		byte[] body = ResponseCodec
			.writeReceipt(new PublishReceipt("0A0B0C0D0E0F01020304050607080910", Workload.BODY_MD5, null, null));
		String head = "HTTP/1.1 201 Created\r\nContent-Type: text/xml;charset=utf-8\r\n"
				+ "Date: Sun, 22 Nov 2026 18:38:50 GMT\r\nx-mq-request-id: 5F0A1B2C3D4E5F6071829304\r\n"
				+ "x-mq-version: 2015-06-06\r\nContent-Length: " + body.length + "\r\n\r\n";
		return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Length of the answer to every request, head and body.
	 */
	static int answerLength() {
		return ANSWER.length;
	}

	/**
	 * Reads what has arrived and answers every request that is complete.
	 */
	void serve() {
		try {
			if (this.channel.read(this.input) < 0 || !answerRequests()) {
				this.channel.close();
			}
		}
		catch (IOException ex) {
			// The client is gone; its own side reports why.
			closeQuietly();
		}
	}

	private boolean answerRequests() throws IOException {
		while (this.input.position() > 0) {
			if (this.requestLength == 0 && !readHead()) {
				break;
			}
			if (this.input.position() < this.requestLength) {
				break;
			}
			write(this.answer.clear());
			this.input.flip().position(this.requestLength);
			this.input.compact();
			this.requestLength = 0;
		}
		return this.input.hasRemaining();
	}

	private boolean readHead() throws IOException {
		int headLength = 0;
		int contentLength = 0;
		boolean expect = false;
		for (int i = 0; i + 3 < this.input.position(); i++) {
			if (this.input.get(i) != '\r') {
				continue;
			}
			if (this.input.get(i + 2) == '\r') {
				headLength = i + 4;
				break;
			}
			if (startsWith(i, CONTENT_LENGTH)) {
				contentLength = number(i + CONTENT_LENGTH.length);
			}
			expect |= startsWith(i, EXPECT);
		}
		if (headLength == 0) {
			return false;
		}
		this.requestLength = headLength + contentLength;
		if (expect && this.input.position() < this.requestLength) {
			write(ByteBuffer.wrap(CONTINUE));
		}
		return true;
	}

	private boolean startsWith(int start, byte[] lowerCase) {
		if (start + lowerCase.length > this.input.position()) {
			return false;
		}
		for (int i = 0; i < lowerCase.length; i++) {
			if (Character.toLowerCase(this.input.get(start + i)) != lowerCase[i]) {
				return false;
			}
		}
		return true;
	}

	private int number(int start) {
		int number = 0;
		for (int i = start; i < this.input.position() && this.input.get(i) != '\r'; i++) {
			if (this.input.get(i) != ' ') {
				number = 10 * number + this.input.get(i) - '0';
			}
		}
		return number;
	}

	private void write(ByteBuffer bytes) throws IOException {
		this.channel.write(bytes);
		if (bytes.hasRemaining()) {
			throw new IOException("The client does not read its answers.");
		}
	}

	private void closeQuietly() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Closing was all that could still be done.
		}
	}

}
