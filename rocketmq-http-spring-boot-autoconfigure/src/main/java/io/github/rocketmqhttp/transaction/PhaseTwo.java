package io.github.rocketmqhttp.transaction;

import java.time.InstantSource;
import java.util.List;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what became of a transaction's half messages. What does not get
 * through, or comes too late, is left to the back-check; nothing is thrown.
 */
final class PhaseTwo {

	private static final Logger logger = LoggerFactory.getLogger(PhaseTwo.class);

	private final RocketMqHttpOperations operations;

	private final InFlightTransactions inFlight;

	private final InstantSource clock;

	PhaseTwo(RocketMqHttpOperations operations, InFlightTransactions inFlight, InstantSource clock) {
		this.operations = operations;
		this.inFlight = inFlight;
		this.clock = clock;
	}

	/**
	 * Decides the half messages of a transaction that has ended, and lets go of it.
	 */
	void finish(InFlightEntry entry, List<PublishedHalf> halves) {
		State outcome = entry.state();
		if (outcome != State.IN_DOUBT) {
			halves.forEach((half) -> decide(entry, half, outcome));
		}
		else if (!halves.isEmpty()) {
			logger.warn("The commit of transaction {} failed in a way that leaves its outcome open; the back-check of"
					+ " {} message(s) will find out", entry.id(), halves.size());
		}
		this.inFlight.release(entry);
	}

	private void decide(InFlightEntry entry, PublishedHalf half, State outcome) {
		HalfMessageReceipt receipt = half.receipt();
		if (!this.clock.instant().isBefore(half.deadline())) {
			logger.debug("The transaction of half message {} of topic {} took longer than its immunity time;"
					+ " the back-check will finish it as {}", receipt.messageId(), receipt.topic(), outcome);
			return;
		}
		try {
			if (outcome == State.COMMITTED) {
				this.operations.commit(receipt);
			}
			else {
				this.operations.rollback(receipt);
			}
			entry.decided(half.attemptId());
		}
		catch (RuntimeException | Error ex) {
			// The database has decided: nothing may reach the caller any more.
			logger.warn("The half message {} of topic {} could not be told that its transaction is {};"
					+ " the back-check will: {}", receipt.messageId(), receipt.topic(), outcome, ex.toString());
		}
	}

}
