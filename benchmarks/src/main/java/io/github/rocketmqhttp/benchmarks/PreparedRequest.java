package io.github.rocketmqhttp.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.rocketmqhttp.protocol.PublishDocument;
import io.github.rocketmqhttp.protocol.RequestCodec;
import io.github.rocketmqhttp.protocol.RequestSigner;

/**
 * A publish request, encoded and signed once, for the contestants that only transport.
 */
final class PreparedRequest {

	/** Sent and signed with exactly this text. */
	static final String CONTENT_TYPE = "text/xml;charset=UTF-8";

	private final URI uri;

	private final Map<String, String> headers;

	private final byte[] body;

	private PreparedRequest(URI uri, Map<String, String> headers, byte[] body) {
		this.uri = uri;
		this.headers = headers;
		this.body = body;
	}

	static PreparedRequest create(URI endpoint) {
		String target = "/topics/" + Workload.TOPIC + "/messages";
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
		String signature = new RequestSigner(Workload.ACCESS_KEY_SECRET)
			.sign(RequestSigner.stringToSign("POST", null, CONTENT_TYPE, date, RequestSigner.PROTOCOL_VERSION, target));
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Date", date);
		headers.put("x-mq-version", RequestSigner.PROTOCOL_VERSION);
		headers.put("Authorization", "MQ " + Workload.ACCESS_KEY_ID + ":" + signature);
		byte[] body = RequestCodec.writePublish(new PublishDocument(Workload.BODY, null, null));
		return new PreparedRequest(endpoint.resolve(target), headers, body);
	}

	URI uri() {
		return this.uri;
	}

	/**
	 * All headers but {@code Content-Type}, {@code Host} and {@code Content-Length}.
	 */
	Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * The XML document; not a copy.
	 */
	byte[] body() {
		return this.body;
	}

	/**
	 * Writes the request as it crosses the wire.
	 * @return head and body
	 */
	byte[] toBytes() {
		StringBuilder request = new StringBuilder(1024);
		request.append("POST ").append(this.uri.getRawPath()).append(" HTTP/1.1\r\n");
		this.headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
		request.append("Host: ").append(this.uri.getRawAuthority()).append("\r\n");
		request.append("Content-Type: ").append(CONTENT_TYPE).append("\r\n");
		request.append("Content-Length: ").append(this.body.length).append("\r\n\r\n");
		return request.append(new String(this.body, StandardCharsets.UTF_8))
			.toString()
			.getBytes(StandardCharsets.UTF_8);
	}

}
