package io.github.rocketmqhttp.core;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetrySettingsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void whatIsOutsideItsRangeIsNamedWithItsProperty() {
		assertRefused("max-attempts", () -> new RetrySettings(0, SECOND, 2, SECOND));
		assertRefused("max-attempts", () -> new RetrySettings(101, SECOND, 2, SECOND));
		assertRefused("initial-interval", () -> new RetrySettings(3, Duration.ZERO, 2, SECOND));
		assertRefused("multiplier", () -> new RetrySettings(3, SECOND, 0.5, SECOND));
		assertRefused("multiplier", () -> new RetrySettings(3, SECOND, Double.NaN, SECOND));
		assertRefused("max-interval", () -> new RetrySettings(3, SECOND, 2, Duration.ofMillis(1)));
	}

	private static void assertRefused(String property, Runnable creation) {
		assertThatIllegalArgumentException().isThrownBy(creation::run)
			.withMessageContaining("rocketmq-http.client.retry." + property);
	}

}
