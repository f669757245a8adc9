package io.github.rocketmqhttp.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import io.github.rocketmqhttp.protocol.RequestSigner;

/**
 * Makes requests that no SDK sends, the same ones for the same seed apart from dates and
 * signatures. Most are signed, so that they come far.
 */
final class FuzzRequests {

	static final String TOPIC = "fuzz";

	/** Above its limit a body is answered, but its connection closed. */
	private static final int MAX_OTHER_BODY = 60 * 1024;

	private static final String PATH = "/topics/" + TOPIC + "/messages";

	private static final List<String> METHODS = List.of("GET", "POST", "DELETE", "POST", "DELETE", "GET", "PUT",
			"PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get", "M".repeat(200), "G!T");

	private static final List<String> PATHS = List.of(PATH, PATH, PATH, PATH, PATH,
			"//topics//" + TOPIC + "//messages/", "/proxy" + PATH, "/", "*", "/topics/", "/topics/" + TOPIC,
			"/topics/%66uzz/messages", "/topics/%/messages", "/topics/%zz/messages", "/topics/%00/messages",
			"/topics/%c0%80/messages", "/topics/%ED%A0%80/messages", "/topics/..%2f..%2fetc/messages", "/../.." + PATH,
			"http://x" + PATH, "/topics/unknown/messages", "/topics/" + "t".repeat(65) + "/messages",
			"/" + "/topics".repeat(500), "/topics/\u00e4/messages", "/topics/" + TOPIC + "/messages;a=b", "/#" + PATH);

	private static final List<String> PARAMETERS = List.of("consumer=GID_fuzz", "consumer=GID_fuzz", "consumer=",
			"consumer=%00", "consumer=a.b", "consumer=" + "c".repeat(70), "numOfMessages=1", "numOfMessages=16",
			"numOfMessages=0", "numOfMessages=-1", "numOfMessages=17", "numOfMessages=99999999999999999999",
			"numOfMessages=1e1", "numOfMessages=%31", "waitseconds=0", "waitseconds=-1", "waitseconds=31",
			"waitseconds=99999999999", "waitseconds=x", "waitseconds=", "ns=", "ns=a.b", "ns=%zz", "tag=a", "tag=*",
			"tag=a%7C%7Cb", "tag=%7C%7C%7C%7C", "tag=%", "tag=" + "a%7C%7C".repeat(80), "trans=pop", "trans=order",
			"trans=commit", "trans=rollback", "trans=", "trans=x", "", "=", "&&&", "a=" + "b".repeat(900), "%00=%00");

	private static final List<String> EXTRA = List.of("X-A: b", "X-A:", "X-A: a\tb", "X-A: \u00ff", "x-mq-a: b",
			"x-mq-version: 1", "Content-MD5: x", "security-token: " + "s".repeat(3000), "Host: y",
			"Accept: " + "a,".repeat(1000), "Expect: nonsense", "Content-Encoding: gzip", "Range: bytes=0-1",
			"X: " + "%n%s${jndi:ldap://127.0.0.1:1/a}");

	private static final DateTimeFormatter DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private final Random random;

	private final FuzzBodies bodies;

	private final String keyId;

	private final RequestSigner signer;

	FuzzRequests(long seed, String keyId, String secret) {
		this.random = new Random(seed);
		this.bodies = new FuzzBodies(this.random);
		this.keyId = keyId;
		this.signer = new RequestSigner(secret);
	}

	boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	int upTo(int max) {
		return 1 + this.random.nextInt(max);
	}

	/**
	 * A request that is whole, whatever stands in it.
	 */
	FuzzRequest framed() {
		if (chance(25)) {
			// Right but for what may be wrong with its head or body, so that some get
			// far.
			return framed("POST", PATH, this.bodies.almostMessage());
		}
		String method = this.bodies.any(METHODS);
		return framed(method, target(), this.bodies.next());
	}

	private FuzzRequest framed(String method, String target, byte[] content) {
		byte[] body = (method.equals("POST") || (content.length < MAX_OTHER_BODY && chance(50))) ? content
				: new byte[0];
		StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: x\r\n");
		sign(head, method, target);
		for (int i = this.random.nextInt(3); i > 0 && chance(40); i--) {
			head.append(this.bodies.any(EXTRA)).append("\r\n");
		}
		if (chance(10)) {
			head.append("Expect: 100-continue\r\n");
		}
		if (chance(10)) {
			head.append("Connection: keep-alive\r\n");
		}
		if (chance(10)) {
			head.append("Transfer-Encoding: chunked\r\n\r\n");
			return request(head, chunks(body), method, body);
		}
		if (body.length > 0 || chance(50)) {
			head.append("Content-Length: ").append(body.length).append("\r\n");
		}
		return request(head.append("\r\n"), body, method, body);
	}

	private static FuzzRequest request(StringBuilder head, byte[] content, String method, byte[] body) {
		return new FuzzRequest(join(head.toString(), content), true, method.equals("HEAD"), body);
	}

	private String target() {
		StringBuilder target = new StringBuilder(this.bodies.any(PATHS));
		int parameters = this.random.nextInt(7);
		char separator = '?';
		for (int i = 0; i < parameters; i++) {
			target.append(separator).append(this.bodies.any(PARAMETERS));
			separator = '&';
		}
		return target.toString();
	}

	private void sign(StringBuilder head, String method, String target) {
		String date = date();
		String type = this.bodies.any(List.of("text/xml", "text/xml;charset=UTF-8", "\u00fc", "a".repeat(300)));
		String text = RequestSigner.stringToSign(method, null, type, date, "2015-06-06", target);
		String authorization = chance(85) ? "MQ " + this.keyId + ":" + this.signer.sign(text)
				: this.bodies.any(List.of("", "MQ", "MQ :", "MQ a:b", "MQ " + this.keyId + ":", "Bearer x",
						"MQ " + this.keyId + ":" + "s".repeat(1500), "MQ " + "k".repeat(1500) + ":s",
						"MQ " + this.keyId + ":" + this.signer.sign(date)));
		head.append("Content-Type: ").append(type).append("\r\n");
		line(head, "Date: " + date);
		line(head, "x-mq-version: 2015-06-06");
		line(head, "Authorization: " + authorization);
	}

	// Now and then a header is missing or there twice.
	private void line(StringBuilder head, String line) {
		int times = chance(96) ? 1 : this.random.nextInt(3);
		head.append((line + "\r\n").repeat(times));
	}

	static String now() {
		return DATE.format(Instant.now());
	}

	private String date() {
		Instant now = Instant.now();
		if (chance(90)) {
			return DATE.format(now);
		}
		return this.bodies.any(List.of("", "yesterday", now.toString(), Long.toString(now.toEpochMilli()),
				DATE.format(now.plus(Duration.ofMinutes(16))), DATE.format(now.minus(Duration.ofMinutes(16))),
				"Sun, 99 Foo 2026 18:38:50 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
				"9".repeat(500)));
	}

	/**
	 * Something that may not be a request at all, or not a whole one.
	 */
	FuzzRequest broken() {
		byte[] whole = framed("POST", PATH, this.bodies.next()).bytes();
		return switch (this.random.nextInt(12)) {
			case 0 -> FuzzRequest.broken(this.bodies.randomBytes(this.random.nextInt(400)));
			case 1, 2 -> FuzzRequest.broken(this.bodies.truncated(whole));
			case 3, 4, 5 -> FuzzRequest.broken(this.bodies.flipped(whole));
			case 6 -> FuzzRequest.broken(requestLine() + "\r\nHost: x\r\n\r\n");
			case 7 -> FuzzRequest.broken("GET " + PATH + " HTTP/1.1\r\n" + headers() + "\r\n");
			case 8, 9 -> FuzzRequest.broken("POST " + PATH + " HTTP/1.1\r\n" + framing() + "\r\n"
					+ new String(this.bodies.next(), StandardCharsets.ISO_8859_1));
			case 10 -> FuzzRequest.broken(damagedChunks());
			default -> FuzzRequest.broken(other());
		};
	}

	private String requestLine() {
		return this.bodies.any(List.of("GET " + PATH, "GET  " + PATH + "  HTTP/1.1", "GET\t" + PATH + "\tHTTP/1.1",
				" GET " + PATH + " HTTP/1.1", "GET " + PATH + " HTTP/9.9", "GET " + PATH + " HTTP/2.0",
				"GET " + PATH + " HTTP/1.0", "GET " + PATH + " HTTP/0.9", "GET " + PATH + " HTTP/1.1x",
				"GET a b HTTP/1.1", "\u0000 / HTTP/1.1", "GET /\u0000 HTTP/1.1",
				"GET /topics/a\u0001b/messages HTTP/1.1", "GET " + PATH + "?x=\u0002 HTTP/1.1",
				"GET " + PATH + " HTTP/-1.1", "GET", "HTTP/1.1 200 OK", "\r\n".repeat(this.upTo(30)),
				"GET /" + "a".repeat(this.upTo(20_000)) + " HTTP/1.1", "G".repeat(9000), "POST " + PATH + " HTTP/1.1\r",
				"CONNECT a:1 HTTP/1.1", "GET " + PATH + " HTTP/1.1\r\nConnection: close",
				"GET " + PATH + " HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c"));
	}

	private String headers() {
		return this.bodies.any(List.of("no colon\r\n", ": empty\r\n", "X : a\r\n", " folded first\r\n",
				"X\u0000: a\r\n", "()<>@: x\r\n", "X-A: \u0001\u007f\r\n", "X-Folded: a\r\n b\r\n",
				"Connection: close\r\nConnection: keep-alive\r\n", "X: " + "a".repeat(this.upTo(20_000)) + "\r\n",
				"X: a\r\n".repeat(this.upTo(300)), ("X: " + "a".repeat(500) + "\r\n").repeat(this.upTo(60)),
				"X: a\rY: b\r\n", "X: a\n", "\u00ff\u00fe\r\n", "X: a\r\n " + "b".repeat(9000) + "\r\n"));
	}

	private String framing() {
		return this.bodies.any(List.of("Content-Length: 99999999999999999999\r\n", "Content-Length: 9999999\r\n",
				"Content-Length: 100000000\r\n", "Content-Length: -1\r\n", "Content-Length: +5\r\n",
				"Content-Length: 0x10\r\n", "Content-Length: 1, 1\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
				"Content-Length: 3\r\n", "Content-Length: \r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
				"Transfer-Encoding: gzip\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: \r\n",
				"Transfer-Encoding: identity\r\n", "Transfer-Encoding: xchunked\r\n", ""));
	}

	private byte[] damagedChunks() {
		String head = "POST " + PATH + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
		byte[] good = chunks(this.bodies.next());
		return switch (this.random.nextInt(4)) {
			case 0 -> join(head, this.bodies.flipped(good));
			case 1 -> join(head, this.bodies.truncated(good));
			case 2 -> join(head + this.bodies.any(List.of("zz", "-1", "-5", "+5", "fffffffffffffffff",
					"7fffffffffffffff", "", "0x5", ";", "5;" + "e".repeat(9000))) + "\r\n", good);
			default -> join(head + "0\r\n" + "X: a\r\n".repeat(this.upTo(200)), good);
		};
	}

	private byte[] chunks(byte[] body) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < body.length;) {
			int size = Math.min(body.length - i, this.upTo(500));
			text.append(Integer.toHexString(size)).append(chance(10) ? ";e=f" : "").append("\r\n");
			text.append(new String(body, i, size, StandardCharsets.ISO_8859_1)).append("\r\n");
			i += size;
		}
		text.append("0\r\n").append(chance(10) ? "X-Trailer: t\r\n" : "").append("\r\n");
		return text.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private String other() {
		return this.bodies.any(List.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004",
				"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", "\u0000".repeat(this.upTo(9000)),
				"\n".repeat(this.upTo(50)), "{\"a\":1}", "EHLO x\r\n", "*1\r\n$4\r\nPING\r\n", "<Message/>",
				"GET " + PATH + "?consumer=GID_fuzz&numOfMessages=1&waitseconds=30 HTTP/1.1\r\n\r\n",
				"HEAD / HTTP/1.1\r\n\r\n".repeat(this.upTo(100)), "GET / HTTP/1.1\r\n\r\n".repeat(this.upTo(100))));
	}

	private static byte[] join(String head, byte[] body) {
		byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
		byte[] bytes = new byte[first.length + body.length];
		System.arraycopy(first, 0, bytes, 0, first.length);
		System.arraycopy(body, 0, bytes, first.length, body.length);
		return bytes;
	}

}
