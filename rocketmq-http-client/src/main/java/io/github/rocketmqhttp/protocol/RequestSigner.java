package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.SortedMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Computes the signature that stands in the {@code Authorization} header.
 * <p>
 * The string to sign is built of the method, the values of {@code Content-MD5},
 * {@code Content-Type} and {@code Date} (empty when absent), every {@code x-mq-*} header
 * and the raw request target, exactly as they cross the wire. Of the {@code x-mq-*}
 * headers only {@code x-mq-version} exists in practice. Instances are immutable and safe
 * for concurrent use.
 */
public final class RequestSigner {

	/** Value of the {@code x-mq-version} header. */
	public static final String PROTOCOL_VERSION = "2015-06-06";

	private static final String ALGORITHM = "HmacSHA1";

	private final Mac prototype;

	/**
	 * Creates a signer.
	 * @param accessKeySecret the secret; it is kept as a key and never printed
	 * @throws IllegalArgumentException if the secret is empty
	 */
	public RequestSigner(String accessKeySecret) {
		if (accessKeySecret.isEmpty()) {
			throw new IllegalArgumentException("The access key secret is empty.");
		}
		try {
			this.prototype = Mac.getInstance(ALGORITHM);
			this.prototype.init(new SecretKeySpec(accessKeySecret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
		}
		catch (NoSuchAlgorithmException | InvalidKeyException ex) {
			throw new IllegalStateException(
					"This Java runtime offers no " + ALGORITHM + "; the protocol cannot be signed.", ex);
		}
	}

	/**
	 * Builds the string that is signed, for a request whose only {@code x-mq-*} header is
	 * {@code x-mq-version}.
	 * @param method upper-case HTTP method
	 * @param contentMd5 raw header value, {@code null} when absent
	 * @param contentType raw header value, {@code null} when absent
	 * @param date raw header value
	 * @param version raw value of {@code x-mq-version}
	 * @param target raw request target, path and query as on the request line
	 * @return the string, lines separated by a line feed
	 */
	public static String stringToSign(String method, @Nullable String contentMd5, @Nullable String contentType,
			String date, String version, String target) {
		return lines(method, contentMd5, contentType, date, "x-mq-version:" + version + "\n", target);
	}

	/**
	 * Builds the string that is signed, for any set of {@code x-mq-*} headers.
	 * @param method upper-case HTTP method
	 * @param contentMd5 raw header value, {@code null} when absent
	 * @param contentType raw header value, {@code null} when absent
	 * @param date raw header value, {@code null} when absent
	 * @param mqHeaders the raw headers, by lower-cased name, in ascending order
	 * @param target raw request target, path and query as on the request line
	 * @return the string, lines separated by a line feed
	 */
	public static String stringToSign(String method, @Nullable String contentMd5, @Nullable String contentType,
			@Nullable String date, SortedMap<String, String> mqHeaders, String target) {
		StringBuilder headers = new StringBuilder();
		mqHeaders.forEach((name, value) -> headers.append(name).append(':').append(value).append('\n'));
		return lines(method, contentMd5, contentType, date, headers.toString(), target);
	}

	private static String lines(String method, @Nullable String contentMd5, @Nullable String contentType,
			@Nullable String date, String headerLines, String target) {
		return method + '\n' + ((contentMd5 != null) ? contentMd5 : "") + '\n'
				+ ((contentType != null) ? contentType : "") + '\n' + ((date != null) ? date : "") + '\n' + headerLines
				+ target;
	}

	/**
	 * Signs a string.
	 * @param stringToSign the string
	 * @return Base64 of its HMAC-SHA1, 28 characters
	 */
	public String sign(String stringToSign) {
		return Base64.getEncoder().encodeToString(mac().doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
	}

	private Mac mac() {
		// A clone keeps the key schedule and costs less than a new instance; Mac itself
		// is not safe for concurrent use.
		try {
			return (Mac) this.prototype.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The " + ALGORITHM + " of this Java runtime cannot be cloned.", ex);
		}
	}

}
