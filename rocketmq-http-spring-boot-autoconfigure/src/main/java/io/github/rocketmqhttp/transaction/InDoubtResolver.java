package io.github.rocketmqhttp.transaction;

import java.util.Optional;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.InDoubtResolution.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out an operator's decision about a message in doubt, as far as it contradicts
 * nobody who knows better: a transaction that runs in this process, or has ended in it,
 * and the transaction log that the message names. What the log has no row of is fenced by
 * asking it, so a rollback cannot be overtaken. Safe for concurrent use.
 */
public final class InDoubtResolver {

	private static final Logger logger = LoggerFactory.getLogger(InDoubtResolver.class);

	private final TransactionCoordinator coordinator;

	private final InDoubtMessages inDoubt;

	private final BackCheckAnswerer answerer;

	/**
	 * Creates the resolver.
	 * @param coordinator knows what this process does, its logs, and how to reach the
	 * broker
	 * @param handlers the back-check handlers, which an operator overrides
	 */
	public InDoubtResolver(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers) {
		this.coordinator = coordinator;
		this.inDoubt = coordinator.inFlight().inDoubt();
		this.answerer = new BackCheckAnswerer(coordinator, handlers);
	}

	/**
	 * Decides a message now if its receipt handle is still good, or with its next
	 * back-check. May wait some seconds for the log and for the broker.
	 * @param messageId the id of the half message
	 * @param wanted what to decide
	 * @return what was done, and why
	 * @throws IllegalArgumentException if {@code UNKNOWN} is wanted
	 */
	public InDoubtResolution resolve(String messageId, TransactionResolution wanted) {
		if (wanted == TransactionResolution.UNKNOWN) {
			throw new IllegalArgumentException("UNKNOWN decides nothing: choose COMMIT or ROLLBACK.");
		}
		Optional<InDoubtEntry> found = this.inDoubt.find(messageId);
		if (found.isEmpty()) {
			return new InDoubtResolution(Outcome.NOT_FOUND, "This process knows no half message in doubt with this id:"
					+ " it is decided, or the broker has only asked other instances about it.");
		}
		InDoubtEntry entry = found.get();
		BackCheckAnswer known = this.answerer.consult(entry.origin());
		String objection = objection(known, wanted);
		if (objection != null) {
			return new InDoubtResolution(Outcome.REFUSED, objection);
		}
		String caution = (known == null || known.reason() == AnswerReason.LOG_MISSING)
				? " No transaction log was there to confirm it." : "";
		if (this.inDoubt.isAlive(entry.sighting()) && tell(entry, wanted)) {
			return new InDoubtResolution(Outcome.DECIDED, "The broker has accepted " + wanted + "." + caution);
		}
		if (this.inDoubt.decide(messageId, wanted)) {
			return new InDoubtResolution(Outcome.AT_NEXT_CHECK, "The next back-check that this process gets for it is"
					+ " answered " + wanted + "; the broker asks about every 10 s." + caution);
		}
		return new InDoubtResolution(Outcome.NOT_FOUND, "It was decided, or given up, at this very moment.");
	}

	/**
	 * Says why a decision is not to be carried out.
	 * @return the reason, {@code null} if there is none
	 */
	private static @Nullable String objection(@Nullable BackCheckAnswer known, TransactionResolution wanted) {
		if (known == null || known.reason() == AnswerReason.LOG_MISSING || known.resolution() == wanted) {
			return null;
		}
		return switch (known.reason()) {
			case RUNNING -> "Its transaction still runs in this process: end that first.";
			case LOG_SILENT -> "Its transaction log, whose word is final, cannot answer: the transaction still runs in"
					+ " some process, or the database does not answer. Mend that; the message is then decided by itself.";
			case ENDED_HERE -> "Its transaction has ended in this process, and the message with it: the next back-check"
					+ " is answered " + known.resolution() + ".";
			default -> "Its transaction log, whose word is final, says " + known.resolution()
					+ ": so will the answer to the next back-check.";
		};
	}

	private boolean tell(InDoubtEntry entry, TransactionResolution decision) {
		HalfMessageReceipt receipt = new HalfMessageReceipt(entry.endpoint().topic(), entry.endpoint().consumerGroup(),
				entry.messageId(), entry.sighting().handle());
		try {
			RocketMqHttpOperations operations = this.coordinator.instances()
				.get(entry.endpoint().instance())
				.operations();
			if (decision == TransactionResolution.COMMIT) {
				operations.commit(receipt);
			}
			else {
				operations.rollback(receipt);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The operator's {} of half message {} of topic {} waits for the next back-check", decision,
					entry.messageId(), entry.endpoint().topic(), ex);
			return false;
		}
		this.answerer.decided(entry.messageId(), entry.origin(), new BackCheckAnswer(decision, AnswerReason.OPERATOR));
		return true;
	}

}
