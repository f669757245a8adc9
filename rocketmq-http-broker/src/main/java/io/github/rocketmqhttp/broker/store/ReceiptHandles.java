package io.github.rocketmqhttp.broker.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads receipt handles: message id, a number that counts deliveries, and a
 * signature over both and the place for which the handle was made. The broker can so tell
 * a handle that it gave out, and has forgotten since, from one that it never gave out or
 * that belongs elsewhere. Safe for concurrent use.
 */
final class ReceiptHandles {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int ID_LENGTH = 32;

	private static final int SIGNATURE_BYTES = 10;

	private final Mac prototype;

	private final AtomicLong numbers = new AtomicLong();

	ReceiptHandles(long seed) {
		try {
			this.prototype = Mac.getInstance(ALGORITHM);
			this.prototype.init(new SecretKeySpec(ByteBuffer.allocate(Long.BYTES).putLong(seed).array(), ALGORITHM));
		}
		catch (NoSuchAlgorithmException | InvalidKeyException ex) {
			throw new IllegalStateException("This Java runtime offers no " + ALGORITHM + ", which handles need.", ex);
		}
	}

	/**
	 * A number that no other delivery has.
	 */
	long nextNumber() {
		return this.numbers.incrementAndGet();
	}

	/**
	 * Writes a handle.
	 * @param scope where the handle may be used: topic, and group or role
	 * @param messageId the message
	 * @param number the number of the delivery
	 */
	String write(String scope, String messageId, long number) {
		byte[] token = ByteBuffer.allocate(Long.BYTES + SIGNATURE_BYTES)
			.putLong(number)
			.put(sign(scope, messageId, number), 0, SIGNATURE_BYTES)
			.array();
		return messageId + '-' + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	/**
	 * Reads a handle.
	 * @param scope where it is used now
	 * @param handle what the client sent
	 * @return message id and number, or {@code null} when this broker never gave it out
	 * for this scope
	 */
	@Nullable Parsed read(String scope, String handle) {
		if (handle.length() <= ID_LENGTH + 1 || handle.charAt(ID_LENGTH) != '-') {
			return null;
		}
		byte[] token;
		try {
			token = Base64.getUrlDecoder().decode(handle.substring(ID_LENGTH + 1));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		if (token.length != Long.BYTES + SIGNATURE_BYTES) {
			return null;
		}
		String messageId = handle.substring(0, ID_LENGTH);
		long number = ByteBuffer.wrap(token).getLong();
		byte[] given = Arrays.copyOfRange(token, Long.BYTES, token.length);
		byte[] expected = Arrays.copyOf(sign(scope, messageId, number), SIGNATURE_BYTES);
		return MessageDigest.isEqual(given, expected) ? new Parsed(messageId, number) : null;
	}

	/**
	 * Uses handles one after the other.
	 * @param scope where they are used
	 * @param handles what the client sent
	 * @param action uses one; {@code false} when its time is over or it was used before
	 * @return the refused handles
	 */
	List<Failure> use(String scope, Set<String> handles, Predicate<Parsed> action) {
		List<Failure> failures = new ArrayList<>();
		for (String handle : handles) {
			Parsed parsed = read(scope, handle);
			if (parsed == null) {
				failures.add(unknown(handle));
			}
			else if (!action.test(parsed)) {
				failures.add(new Failure(handle, ErrorCode.MESSAGE_NOT_EXIST.wireName(),
						"The receipt handle has expired or was used already."));
			}
		}
		return failures;
	}

	/**
	 * Refuses a handle that was never given out, at least not for this scope.
	 */
	static Failure unknown(String handle) {
		return new Failure(handle, ErrorCode.RECEIPT_HANDLE_ERROR.wireName(),
				"The receipt handle you provide is not valid.");
	}

	private byte[] sign(String scope, String messageId, long number) {
		Mac mac;
		try {
			// A clone keeps the key schedule; Mac itself is not safe for concurrent use.
			mac = (Mac) this.prototype.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The " + ALGORITHM + " of this Java runtime cannot be cloned.", ex);
		}
		return mac.doFinal((number + "/" + messageId + "/" + scope).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What stands in a handle.
	 */
	record Parsed(String messageId, long number) {
	}

}
