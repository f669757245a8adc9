package io.github.rocketmqhttp.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Compares bodies with the digests that their requests announce.
 */
final class ContentDigest {

	private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

	private ContentDigest() {
	}

	/**
	 * Refuses a body that has another digest than its {@code Content-MD5}, if there is
	 * one. SDKs send the Base64 of the hexadecimal text, which is taken as well as the
	 * Base64 of the digest itself. A poll has no body, so its header is not looked at.
	 */
	static void require(HttpRequest request, byte[] body) {
		Header header = request.getFirstHeader(HttpHeaders.CONTENT_MD5);
		if (header == null || header.getValue() == null || header.getValue().isBlank()
				|| request.getMethod().equals("GET")) {
			return;
		}
		byte[] digest = md5(body);
		Set<String> texts = Set.of(base64(digest), base64(ascii(HexFormat.of().formatHex(digest))),
				base64(ascii(UPPER_CASE.formatHex(digest))));
		if (!texts.contains(header.getValue().strip())) {
			throw new RefusedException(ErrorCode.INVALID_DIGEST,
					"The Content-MD5 you specified is invalid. The broker computed another one from the body.");
		}
	}

	private static byte[] md5(byte[] body) {
		try {
			return MessageDigest.getInstance("MD5").digest(body);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This Java runtime offers no MD5, which the broker needs.", ex);
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
