package io.github.rocketmqhttp.client;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * The {@code Date} header of the current second, formatted once per second.
 */
final class DateHeader {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
		.withZone(ZoneOffset.UTC);

	private final InstantSource clock;

	private volatile Formatted latest;

	DateHeader(InstantSource clock) {
		this.clock = clock;
		this.latest = format(clock.millis() / 1000);
	}

	Header current() {
		long second = this.clock.millis() / 1000;
		Formatted formatted = this.latest;
		if (formatted.second() != second) {
			formatted = format(second);
			this.latest = formatted;
		}
		return formatted.header();
	}

	private static Formatted format(long second) {
		return new Formatted(second, new BasicHeader(HttpHeaders.DATE, FORMAT.format(Instant.ofEpochSecond(second))));
	}

	private record Formatted(long second, Header header) {
	}

}
