package io.github.rocketmqhttp.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the answers to a client's calls say about the server, at one moment. It is learned
 * in passing: nothing is sent to find it out.
 *
 * @param sinceAnswer time since the last complete answer, whatever it said; {@code null}
 * if there was none yet
 * @param sinceNoAnswer time since the last call that got no answer although it was sent,
 * or could not be sent because the server was not reached; {@code null} if there was none
 * @param clockSkew how far this machine's clock is ahead of the server's, negative if it
 * is behind, by the last answer with a {@code Date}: right to about a second, and to the
 * time that an answer is under way; {@code null} if there was none yet. The service
 * refuses requests whose date is more than 15 minutes off
 * @param access whether the server accepts the access key
 * @param refusal error code of the last answer that refused the key or its rights, such
 * as {@code SignatureDoesNotMatch}; {@code null} unless the access is refused
 */
public record ServerStatus(@Nullable Duration sinceAnswer, @Nullable Duration sinceNoAnswer,
		@Nullable Duration clockSkew, Access access, @Nullable String refusal) {

	/**
	 * Whether the last call was answered.
	 * @return {@code false} also if there was no call yet
	 */
	public boolean isAnswering() {
		return this.sinceAnswer != null
				&& (this.sinceNoAnswer == null || this.sinceAnswer.compareTo(this.sinceNoAnswer) <= 0);
	}

	/**
	 * What became of the access key in the last answer that says so.
	 */
	public enum Access {

		/** No answer has said so yet. */
		UNKNOWN,

		/** A request was carried out. */
		ACCEPTED,

		/** A request was refused, with HTTP 403: the key is wrong or lacks a right. */
		REFUSED

	}

}
