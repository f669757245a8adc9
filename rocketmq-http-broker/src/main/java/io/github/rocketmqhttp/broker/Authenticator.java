package io.github.rocketmqhttp.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.RequestSigner;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Checks who sent a request. Without a key pair every program of this machine may send
 * anything, but no page of a web browser.
 * <p>
 * A request is good for as long as its {@code Date} is less than 15 minutes off, and
 * within that time as often as it comes. The protocol has no nonce, dates have whole
 * seconds, and SDKs send the very same bytes again when an answer fails to come, so that
 * a memory of signatures would refuse honest clients. What such a repetition can do is
 * what the protocol allows anyway: a publish stores one more message, while an
 * acknowledgement or a decision ends its handle and fails the second time.
 */
final class Authenticator {

	private static final Duration MAX_SKEW = Duration.ofMinutes(15);

	private static final Pattern AUTHORIZATION = Pattern.compile("MQ ([^:]+):(.+)");

	private final @Nullable AccessKey key;

	private final @Nullable RequestSigner signer;

	private final InstantSource clock;

	/**
	 * Creates an authenticator.
	 * @param key the one key pair, or {@code null} to accept every signature
	 * @param clock the time of the world outside: an advanced broker still accepts the
	 * dates of its clients
	 */
	Authenticator(@Nullable AccessKey key, InstantSource clock) {
		this.key = key;
		this.signer = (key != null) ? new RequestSigner(key.secret()) : null;
		this.clock = clock;
	}

	void check(HttpRequest request) {
		if (this.key == null || this.signer == null) {
			LocalRequests.require(request);
			requireAuthorization(request);
			return;
		}
		Matcher authorization = authorization(request);
		requireFresh(header(request, "Date"));
		// Both comparisons are always made, and in a time that does not depend on how
		// much of a guess is right; it depends on the length of the first argument.
		boolean known = MessageDigest.isEqual(utf8(authorization.group(1)), utf8(this.key.id()));
		boolean signed = isSigned(this.signer, request, utf8(authorization.group(2)));
		if (!known) {
			throw new RefusedException(ErrorCode.INVALID_ACCESS_KEY_ID, "The AccessKey Id you provided is not exist.");
		}
		if (!signed) {
			throw new RefusedException(ErrorCode.SIGNATURE_DOES_NOT_MATCH,
					"The signature differs from the one that the broker computed; check the access key secret.");
		}
	}

	private static boolean isSigned(RequestSigner signer, HttpRequest request, byte[] given) {
		boolean signed = false;
		for (String target : signedTargets(request.getRequestUri())) {
			signed |= MessageDigest.isEqual(given, utf8(sign(signer, request, target)));
		}
		return signed;
	}

	private static Matcher authorization(HttpRequest request) {
		Matcher matcher = AUTHORIZATION.matcher(requireAuthorization(request));
		if (!matcher.matches()) {
			throw new RefusedException(ErrorCode.INVALID_AUTHORIZATION_HEADER,
					"The Authorization header format is invalid. It must be 'MQ accessKeyId:signature'.");
		}
		return matcher;
	}

	// Every SDK sends the header, and a web page cannot without the broker's consent.
	private static String requireAuthorization(HttpRequest request) {
		String value = header(request, "Authorization");
		if (value == null || value.isBlank()) {
			throw new RefusedException(ErrorCode.MISSING_AUTHORIZATION_HEADER,
					"Authorization header is required. A broker without keys accepts any content of it.");
		}
		return value;
	}

	private void requireFresh(@Nullable String date) {
		if (date == null) {
			throw new RefusedException(ErrorCode.MISSING_DATE_HEADER, "Date header is required.");
		}
		Instant sent;
		try {
			sent = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
		}
		catch (DateTimeException ex) {
			throw new RefusedException(ErrorCode.INVALID_DATE_HEADER,
					"The Date header format is invalid. It must be a date of RFC 1123 in GMT.");
		}
		if (Duration.between(sent, this.clock.instant()).abs().compareTo(MAX_SKEW) > 0) {
			throw new RefusedException(ErrorCode.TIME_EXPIRED,
					"The Date header is more than " + MAX_SKEW.toMinutes() + " minutes off; set the client's clock.");
		}
	}

	// SDKs sign the raw target, or only its part from /topics/ on when the endpoint has a
	// path, or the target without doubled slashes.
	private static Set<String> signedTargets(String raw) {
		Set<String> targets = new LinkedHashSet<>();
		targets.add(raw);
		int question = raw.indexOf('?');
		String path = (question >= 0) ? raw.substring(0, question) : raw;
		String query = (question >= 0) ? raw.substring(question) : "";
		String collapsed = path.replaceAll("/{2,}", "/");
		targets.add(collapsed + query);
		int topics = collapsed.lastIndexOf("/topics/");
		if (topics >= 0) {
			targets.add(collapsed.substring(topics) + query);
		}
		return targets;
	}

	private static String sign(RequestSigner signer, HttpRequest request, String target) {
		String text = RequestSigner.stringToSign(request.getMethod(), header(request, "Content-MD5"),
				header(request, "Content-Type"), header(request, "Date"), mqHeaders(request), target);
		return signer.sign(text);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static SortedMap<String, String> mqHeaders(HttpRequest request) {
		SortedMap<String, String> headers = new TreeMap<>();
		for (Header header : request.getHeaders()) {
			String name = header.getName().toLowerCase(Locale.ROOT);
			if (name.startsWith("x-mq-")) {
				headers.put(name, (header.getValue() != null) ? header.getValue() : "");
			}
		}
		return headers;
	}

	private static @Nullable String header(HttpRequest request, String name) {
		Header header = request.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

}
