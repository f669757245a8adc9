package io.github.rocketmqhttp.broker;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The {@code Date} header of responses, formatted once a second. Safe for concurrent use.
 */
final class ServerDate {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private final InstantSource clock;

	private volatile Formatted last = new Formatted(Instant.MIN, "");

	ServerDate(InstantSource clock) {
		this.clock = clock;
	}

	String text() {
		Instant second = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		Formatted formatted = this.last;
		if (!formatted.second.equals(second)) {
			formatted = new Formatted(second, FORMAT.format(second));
			this.last = formatted;
		}
		return formatted.text;
	}

	private record Formatted(Instant second, String text) {
	}

}
