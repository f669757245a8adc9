package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Compares bodies with the digests that the service gives for them.
 */
final class BodyDigest {

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private BodyDigest() {
	}

	/**
	 * Whether a digest is that of a body.
	 * @param md5 hexadecimal MD5 of the body's UTF-8 bytes, in letters of either case
	 */
	static boolean matches(String md5, String body) {
		try {
			byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
			return HEX.formatHex(digest).equalsIgnoreCase(md5);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This Java runtime offers no MD5, which the protocol needs.", ex);
		}
	}

}
