package io.github.rocketmqhttp.transaction.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.TransientDataAccessResourceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A database that does not answer is let alone for a while, and not for longer.
 */
class RestTests {

	private static final long WHILE = TimeUnit.SECONDS.toNanos(15);

	private final AtomicLong now = new AtomicLong();

	private final Rest rest = new Rest(this.now::get);

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, Long.MAX_VALUE - 5, -15_000_000_000L })
	void afterAFailureItIsNotAskedForAWhile(long start) {
		this.now.set(start);
		fail();
		assertRests();
		this.now.addAndGet(WHILE - 2);
		assertRests();
		this.now.addAndGet(3);
		assertThat(this.rest.ask(() -> "answer")).isEqualTo("answer");
		assertThat(this.rest.ask(() -> "answer")).isEqualTo("answer");
	}

	@Test
	void afterwardsOneTriesAndTheOthersWaitForIt() {
		fail();
		this.now.addAndGet(WHILE);
		assertThat(this.rest.<String>ask(() -> {
			assertRests();
			return "answer";
		})).isEqualTo("answer");
		assertThat(this.rest.ask(() -> "answer")).isEqualTo("answer");
	}

	@Test
	void itRestsAgainWhenItStillDoesNotAnswer() {
		fail();
		this.now.addAndGet(WHILE);
		fail();
		assertRests();
		this.now.addAndGet(WHILE);
		assertThat(this.rest.ask(() -> "answer")).isEqualTo("answer");
	}

	private void fail() {
		assertThatIllegalStateException().isThrownBy(() -> this.rest.ask(() -> {
			throw new IllegalStateException();
		}));
	}

	private void assertRests() {
		assertThatExceptionOfType(TransientDataAccessResourceException.class)
			.isThrownBy(() -> this.rest.<String>ask(() -> {
				throw new AssertionError("asked");
			}));
	}

}
