package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept, for how long, and what is answered from it.
 */
class InFlightTransactionsTests {

	private final SettableClock clock = new SettableClock();

	private final InFlightTransactions inFlight = new InFlightTransactions(2, this.clock);

	@Test
	void anAttemptThatMayStillBecomeTheOneIsUnknown() {
		InFlightEntry entry = this.inFlight.begin("t");
		entry.attempted("a-1");
		entry.attempted("a-2");
		assertThat(this.inFlight.resolve("t", "a-1")).contains(TransactionResolution.UNKNOWN);
		entry.published("", "a-2", receipt());
		assertThat(this.inFlight.resolve("t", "a-1")).contains(TransactionResolution.ROLLBACK);
		assertThat(this.inFlight.resolve("t", "a-2")).contains(TransactionResolution.UNKNOWN);
	}

	@Test
	void anOutcomeIsAnsweredUntilTheBrokerConfirmedIt() {
		end("t", State.COMMITTED);
		assertThat(this.inFlight.resolve("t", "a")).contains(TransactionResolution.COMMIT);
		assertThat(this.inFlight.list()).hasSize(1);
		this.inFlight.decided("t", "a");
		assertThat(this.inFlight.resolve("t", "a")).isEmpty();
		assertThat(this.inFlight.list()).isEmpty();
	}

	@Test
	void anOutcomeInDoubtIsLeftToOthersButItsOrphansAreNot() {
		end("t", State.IN_DOUBT);
		assertThat(this.inFlight.resolve("t", "a")).isEmpty();
		assertThat(this.inFlight.resolve("t", "orphan")).contains(TransactionResolution.ROLLBACK);
	}

	@Test
	void whatIsUnknownHereIsNotAnswered() {
		assertThat(this.inFlight.resolve("elsewhere", "a")).isEmpty();
	}

	@Test
	void aForgottenTransactionIsNotAnsweredWhateverBecomesOfIt() {
		InFlightEntry entry = this.inFlight.begin("t");
		entry.attempted("a");
		entry.published("", "a", receipt());
		this.inFlight.forget("t");
		assertThat(this.inFlight.resolve("t", "a")).isEmpty();
		assertThat(this.inFlight.list()).isEmpty();
		entry.ended(State.COMMITTED);
		this.inFlight.release(entry, false);
		assertThat(this.inFlight.resolve("t", "a")).isEmpty();
		assertThat(this.inFlight.list()).isEmpty();
	}

	@Test
	void theOldestOutcomesGoWhenThereAreTooMany() {
		end("t-1", State.COMMITTED);
		end("t-2", State.COMMITTED);
		end("t-3", State.COMMITTED);
		assertThat(this.inFlight.resolve("t-1", "a")).isEmpty();
		assertThat(this.inFlight.resolve("t-2", "a")).isPresent();
		assertThat(this.inFlight.resolve("t-3", "a")).isPresent();
	}

	@Test
	void outcomesAreKeptAsLongAsTheBrokerMayAsk() {
		end("t-1", State.COMMITTED);
		this.clock.advance(Duration.ofHours(24).plusMinutes(6));
		end("t-2", State.COMMITTED);
		assertThat(this.inFlight.resolve("t-1", "a")).isPresent();
		this.clock.advance(Duration.ofHours(1));
		end("t-3", State.COMMITTED);
		assertThat(this.inFlight.resolve("t-1", "a")).isEmpty();
	}

	@Test
	void whatRunsIsKeptHoweverMuchThereIs() {
		for (int i = 0; i < 5; i++) {
			this.inFlight.begin("running-" + i);
		}
		this.clock.advance(Duration.ofDays(2));
		for (int i = 0; i < 5; i++) {
			end("t-" + i, State.COMMITTED);
		}
		assertThat(this.inFlight.resolve("running-0", null)).contains(TransactionResolution.UNKNOWN);
		assertThat(this.inFlight.list()).hasSize(7);
	}

	@Test
	void whatARetriedPublishLeftBehindIsAnsweredForADay() {
		retry("t", false);
		assertThat(this.inFlight.resolve("t", "orphan")).contains(TransactionResolution.ROLLBACK);
		assertThat(this.inFlight.resolve("t", "a")).contains(TransactionResolution.COMMIT);
		assertThat(this.inFlight.list()).isEmpty();
		this.clock.advance(Duration.ofHours(25).plusSeconds(1));
		end("t-2", State.COMMITTED);
		assertThat(this.inFlight.resolve("t", "orphan")).isEmpty();
	}

	@Test
	void whereALogAnswersForItNothingIsKept() {
		retry("t", true);
		assertThat(this.inFlight.resolve("t", "orphan")).isEmpty();
	}

	@Test
	void whatTheBackCheckHasFinishedTakesNobodysRoom() {
		end("t-1", State.COMMITTED);
		for (int i = 0; i < 10; i++) {
			end("finished-" + i, State.COMMITTED);
			this.inFlight.decided("finished-" + i, "a");
		}
		assertThat(this.inFlight.resolve("t-1", "a")).contains(TransactionResolution.COMMIT);
	}

	@Test
	void whatRunsForLongIsOverdue() {
		InFlightEntry entry = this.inFlight.begin("t");
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.inFlight.isOverdue("t")).isFalse();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.inFlight.isOverdue("t")).isTrue();
		entry.ended(State.ROLLED_BACK);
		this.inFlight.release(entry, false);
		assertThat(this.inFlight.isOverdue("t")).isFalse();
		assertThat(this.inFlight.isOverdue("elsewhere")).isFalse();
	}

	private void retry(String id, boolean logged) {
		InFlightEntry entry = this.inFlight.begin(id);
		entry.attempted("orphan");
		entry.attempted("a");
		entry.published("", "a", receipt());
		entry.ended(State.COMMITTED);
		entry.decided("a");
		this.inFlight.release(entry, logged);
	}

	private void end(String id, State outcome) {
		InFlightEntry entry = this.inFlight.begin(id);
		entry.attempted("a");
		entry.published("", "a", receipt());
		entry.ended(outcome);
		this.inFlight.release(entry, false);
	}

	private static HalfMessageReceipt receipt() {
		return new HalfMessageReceipt("orders", "GID_orders", "m-1", "h-1");
	}

}
