package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Only what no back-check can ask for is deleted.
 */
class LogPurgeTests {

	private static final Instant NOW = Instant.now();

	private static final Instant BOUND = NOW.minus(TestLog.RETENTION);

	private static final Duration MARGIN = Duration.ofMinutes(2);

	private final TestLog bench = new TestLog();

	@AfterEach
	void shutDown() {
		this.bench.shutDown();
	}

	@Test
	void aRowGoesWhenItsIdAndItsAgeByTheClockOfTheDatabaseSaySo() {
		String old = insert(BOUND.minus(MARGIN), BOUND.minus(MARGIN));
		String younger = insert(BOUND.minus(MARGIN), BOUND.plus(MARGIN));
		String laterId = insert(BOUND.plus(MARGIN), BOUND.minus(MARGIN));
		String dayAfter = insert(BOUND.plus(Duration.ofHours(20)), BOUND.plus(Duration.ofHours(20)));
		String fresh = insert(NOW, NOW);
		assertThat(this.bench.log.purge(NOW)).isOne();
		assertThat(this.bench.ids()).doesNotContain(old).containsExactlyInAnyOrder(younger, laterId, dayAfter, fresh);
	}

	@Test
	void aRowWhoseIdIsOldStaysAsLongAsItIsYoung() {
		String slept = insert(BOUND.minus(Duration.ofDays(30)), BOUND.plus(Duration.ofHours(20)));
		assertThat(this.bench.log.purge(NOW)).isZero();
		assertThat(this.bench.ids()).containsExactly(slept);
	}

	@Test
	void idsOfTheFutureGoByTheirAge() {
		String old = insert(NOW.plus(Duration.ofDays(300)), BOUND.minus(MARGIN));
		String young = insert(NOW.plus(Duration.ofDays(300)), BOUND.plus(MARGIN));
		String tomorrow = insert(NOW.plus(Duration.ofHours(20)), BOUND.minus(MARGIN));
		assertThat(this.bench.log.purge(NOW)).isOne();
		assertThat(this.bench.ids()).doesNotContain(old).containsExactlyInAnyOrder(young, tomorrow);
	}

	@Test
	void oneBatchGoesAtOnceAndTheOldestFirst() {
		List<String> old = List.of(insert(BOUND.minusSeconds(500), BOUND.minus(MARGIN)),
				insert(BOUND.minusSeconds(400), BOUND.minus(MARGIN)),
				insert(BOUND.minusSeconds(300), BOUND.minus(MARGIN)),
				insert(BOUND.minusSeconds(200), BOUND.minus(MARGIN)));
		insert(NOW.plus(Duration.ofDays(300)), BOUND.minus(MARGIN));
		assertThat(this.bench.log.purge(NOW)).isEqualTo(TestLog.BATCH);
		assertThat(this.bench.ids()).hasSize(2).contains(old.get(3));
		assertThat(this.bench.log.purge(NOW)).isEqualTo(2);
		assertThat(this.bench.log.purge(NOW)).isZero();
		assertThat(this.bench.log.identity()).isNotEmpty();
	}

	@Test
	void aBatchThatTheOldOnesLeaveRoomInIsFilledWithThoseOfTheFuture() {
		insert(BOUND.minusSeconds(500), BOUND.minus(MARGIN));
		for (int i = 0; i < TestLog.BATCH + 1; i++) {
			insert(NOW.plus(Duration.ofDays(300 + i)), BOUND.minus(MARGIN));
		}
		assertThat(this.bench.log.purge(NOW)).isEqualTo(TestLog.BATCH);
		assertThat(this.bench.ids()).hasSize(2);
	}

	@Test
	void theIdentityStaysHoweverOldItIs() {
		String identity = this.bench.log.identity();
		this.bench.database.jdbc()
			.update("UPDATE " + TestLog.TABLE + " SET created_at = ?", Timestamp.from(BOUND.minus(MARGIN)));
		this.bench.log.purge(NOW);
		assertThat(this.bench.log.hasIdentity(identity)).isTrue();
	}

	@Test
	void aDatabaseThatIsAwaySaysSo() {
		this.bench.database.away = true;
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.bench.log.purge(NOW));
		this.bench.database.away = false;
	}

	/** A committed row. */
	private String insert(Instant idTime, Instant created) {
		String id = TestLog.idOf(idTime);
		this.bench.insert(id, "C", "1");
		this.bench.database.jdbc()
			.update("UPDATE " + TestLog.TABLE + " SET created_at = ? WHERE tx_id = ?", Timestamp.from(created), id);
		return id;
	}

}
