package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the transaction log for the outcome of a transaction whose end does not tell it:
 * the commit failed, or a rollback was reported after the commit had been asked for. Runs
 * in the background, because the transaction may still hold its connection.
 */
final class OutcomeInquiry implements BackgroundDecisions.Task {

	private static final Logger logger = LoggerFactory.getLogger(OutcomeInquiry.class);

	private final PhaseTwo phaseTwo;

	private final InFlightEntry entry;

	private final List<PublishedHalf> halves;

	private final ScopedLog log;

	OutcomeInquiry(PhaseTwo phaseTwo, InFlightEntry entry, List<PublishedHalf> halves, ScopedLog log) {
		this.phaseTwo = phaseTwo;
		this.entry = entry;
		this.halves = List.copyOf(halves);
		this.log = log;
	}

	@Override
	public boolean isInTime(Duration ahead) {
		return this.halves.stream()
			.allMatch((half) -> this.phaseTwo.clock().instant().plus(ahead).isBefore(half.deadline()));
	}

	@Override
	public boolean attempt(boolean last) {
		try {
			List<TransactionResolution> answers = new ArrayList<>();
			this.halves.forEach((half) -> answers.add(this.log.resolve(this.entry.id(), half.attemptId())));
			if (!answers.contains(TransactionResolution.UNKNOWN)) {
				decide(answers);
				return true;
			}
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The transaction log '{}' could not be asked for the outcome of transaction {}",
					this.log.name(), this.entry.id(), ex);
		}
		if (last) {
			this.phaseTwo.leaveInDoubt(this.entry, this.halves, this.log);
		}
		return last;
	}

	private void decide(List<TransactionResolution> answers) {
		this.entry.ended(answers.contains(TransactionResolution.COMMIT) ? State.COMMITTED : State.ROLLED_BACK);
		logger.debug("The transaction {} ended in a way that left its outcome open; the log says {}", this.entry.id(),
				this.entry.state());
		AtomicInteger left = new AtomicInteger(this.halves.size());
		for (int i = 0; i < answers.size(); i++) {
			State outcome = (answers.get(i) == TransactionResolution.COMMIT) ? State.COMMITTED : State.ROLLED_BACK;
			this.phaseTwo.decide(this.entry, this.halves.get(i), outcome, left, this.log);
		}
	}

}
