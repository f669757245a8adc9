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

	private static final Duration MARGIN = Duration.ofMinutes(2);

	private final Instant now = Instant.now();

	private final Instant bound = this.now.minus(TestLog.RETENTION);

	private final TestLog bench = new TestLog();

	@AfterEach
	void shutDown() {
		this.bench.shutDown();
	}

	@Test
	void aRowGoesWhenItsIdAndItsAgeByTheClockOfTheDatabaseSaySo() {
		String old = insert(this.bound.minus(MARGIN), this.bound.minus(MARGIN));
		String younger = insert(this.bound.minus(MARGIN), this.bound.plus(MARGIN));
		String laterId = insert(this.bound.plus(MARGIN), this.bound.minus(MARGIN));
		String dayAfter = insert(this.bound.plus(Duration.ofHours(20)), this.bound.plus(Duration.ofHours(20)));
		String fresh = insert(this.now, this.now);
		assertThat(this.bench.log.purge(this.now)).isOne();
		assertThat(this.bench.ids()).doesNotContain(old).containsExactlyInAnyOrder(younger, laterId, dayAfter, fresh);
	}

	@Test
	void aRowWhoseIdIsOldStaysAsLongAsItIsYoung() {
		String slept = insert(this.bound.minus(Duration.ofDays(30)), this.bound.plus(Duration.ofHours(20)));
		assertThat(this.bench.log.purge(this.now)).isZero();
		assertThat(this.bench.ids()).containsExactly(slept);
	}

	@Test
	void idsOfTheFutureGoByTheirAge() {
		String old = insert(this.now.plus(Duration.ofDays(300)), this.bound.minus(MARGIN));
		String young = insert(this.now.plus(Duration.ofDays(300)), this.bound.plus(MARGIN));
		String tomorrow = insert(this.now.plus(Duration.ofHours(20)), this.bound.minus(MARGIN));
		assertThat(this.bench.log.purge(this.now)).isOne();
		assertThat(this.bench.ids()).doesNotContain(old).containsExactlyInAnyOrder(young, tomorrow);
	}

	@Test
	void oneBatchGoesAtOnceAndTheOldestFirst() {
		List<String> old = List.of(insert(this.bound.minusSeconds(500), this.bound.minus(MARGIN)),
				insert(this.bound.minusSeconds(400), this.bound.minus(MARGIN)),
				insert(this.bound.minusSeconds(300), this.bound.minus(MARGIN)),
				insert(this.bound.minusSeconds(200), this.bound.minus(MARGIN)));
		insert(this.now.plus(Duration.ofDays(300)), this.bound.minus(MARGIN));
		assertThat(this.bench.log.purge(this.now)).isEqualTo(TestLog.BATCH);
		assertThat(this.bench.ids()).hasSize(2).contains(old.get(3));
		assertThat(this.bench.log.purge(this.now)).isEqualTo(2);
		assertThat(this.bench.log.purge(this.now)).isZero();
		assertThat(this.bench.log.identity()).isNotEmpty();
	}

	@Test
	void aBatchThatTheOldOnesLeaveRoomInIsFilledWithThoseOfTheFuture() {
		insert(this.bound.minusSeconds(500), this.bound.minus(MARGIN));
		for (int i = 0; i < TestLog.BATCH + 1; i++) {
			insert(this.now.plus(Duration.ofDays(300 + i)), this.bound.minus(MARGIN));
		}
		assertThat(this.bench.log.purge(this.now)).isEqualTo(TestLog.BATCH);
		assertThat(this.bench.ids()).hasSize(2);
	}

	@Test
	void theIdentityStaysHoweverOldItIs() {
		String identity = this.bench.log.identity();
		this.bench.database.jdbc()
			.update("UPDATE " + TestLog.TABLE + " SET created_at = ?", Timestamp.from(this.bound.minus(MARGIN)));
		this.bench.log.purge(this.now);
		assertThat(this.bench.log.hasIdentity(identity)).isTrue();
	}

	@Test
	void aDatabaseThatIsAwaySaysSo() {
		this.bench.database.away = true;
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.bench.log.purge(this.now));
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
