package io.github.rocketmqhttp.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Times as people and programs read them: ISO 8601, in whole seconds.
 */
final class Printed {

	private Printed() {
	}

	static String of(Duration duration) {
		return duration.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	static @Nullable String orNull(@Nullable Duration duration) {
		return (duration != null) ? of(duration) : null;
	}

}
