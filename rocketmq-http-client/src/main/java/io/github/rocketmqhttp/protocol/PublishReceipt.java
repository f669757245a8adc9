package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The broker's word that it has stored a message.
 *
 * @param messageId id of the message; it may change when a half message is committed
 * @param bodyMd5 upper-case hexadecimal MD5 of the body, if the broker told it
 * @param receiptHandle handle that commits or rolls back a half message until its
 * immunity time has passed; {@code null} for every other message
 * @param requestId id of the request at the broker, if known
 */
public record PublishReceipt(String messageId, @Nullable String bodyMd5, @Nullable String receiptHandle,
		@Nullable String requestId) {

	/**
	 * Makes the ids printable: they are shown, and never sent back.
	 */
	public PublishReceipt {
		messageId = PrintableText.of(messageId);
		requestId = PrintableText.orNull(requestId);
	}

	/**
	 * Whether the broker has stored the body that was sent.
	 * @param body the text that was sent
	 * @return {@code false} if the broker gives the digest of another one
	 */
	public boolean isFor(String body) {
		return this.bodyMd5 == null || BodyDigest.matches(this.bodyMd5, body);
	}

}
