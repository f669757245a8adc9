package io.github.rocketmqhttp.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CancellationException;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.ServerStatus.Access;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the answers of all calls say about the server. Written by the threads of
 * calls: the last one counts.
 */
final class ServerStatusTracker {

	private static final int FORBIDDEN = 403;

	private final InstantSource clock;

	private volatile @Nullable Long answeredNanos;

	private volatile @Nullable Long unansweredNanos;

	private volatile @Nullable Skew skew;

	private volatile Outcome outcome = new Outcome(Access.UNKNOWN, null);

	/**
	 * Creates a tracker that knows nothing.
	 * @param clock the one behind the {@code Date} header, compared with the server's
	 */
	ServerStatusTracker(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Reads an answer and remembers what it says.
	 */
	<T> T read(Exchange<T> exchange, WireResponse response) {
		this.answeredNanos = System.nanoTime();
		compareClocks(response.date());
		try {
			T value = exchange.read(response);
			accepted();
			return value;
		}
		catch (AcknowledgeException ex) {
			// Handles were looked at, so the key was good.
			accepted();
			throw ex;
		}
		catch (RocketMqHttpException ex) {
			if (ex.getHttpStatus() == FORBIDDEN) {
				String code = ex.getErrorCode();
				this.outcome = new Outcome(Access.REFUSED, (code != null) ? code : "HTTP " + FORBIDDEN);
			}
			throw ex;
		}
	}

	private void accepted() {
		if (this.outcome.access() != Access.ACCEPTED) {
			this.outcome = new Outcome(Access.ACCEPTED, null);
		}
	}

	/**
	 * Remembers a call without an answer, unless it was given up on this side.
	 */
	void unanswered(@Nullable Throwable cause) {
		if (!(cause instanceof CancellationException) && (cause == null || TransportFailures.isRemote(cause))) {
			this.unansweredNanos = System.nanoTime();
		}
	}

	// Parsed once per second of the server: this runs for every answer.
	private void compareClocks(@Nullable String date) {
		Skew last = this.skew;
		if (date == null) {
			return;
		}
		Instant now = this.clock.instant();
		if (last != null && date.equals(last.date())) {
			this.skew = new Skew(date, last.server(), Duration.between(last.server(), now));
			return;
		}
		try {
			Instant server = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
			this.skew = new Skew(date, server, Duration.between(server, now));
		}
		catch (DateTimeException ex) {
			// A proxy's own idea of a date; what the last readable one said still holds.
			return;
		}
	}

	ServerStatus status() {
		Outcome seen = this.outcome;
		Skew measured = this.skew;
		long now = System.nanoTime();
		return new ServerStatus(since(this.answeredNanos, now), since(this.unansweredNanos, now),
				(measured != null) ? measured.ahead() : null, seen.access(), seen.refusal());
	}

	private static @Nullable Duration since(@Nullable Long nanos, long now) {
		return (nanos != null) ? Duration.ofNanos(Math.max(0, now - nanos)) : null;
	}

	private record Skew(String date, Instant server, Duration ahead) {
	}

	private record Outcome(Access access, @Nullable String refusal) {
	}

}
