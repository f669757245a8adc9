package io.github.rocketmqhttp.reliability.chaos;

import java.util.List;
import java.util.Set;

import io.github.rocketmqhttp.transaction.HalfMessageNotPublishedException;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionLogException;

import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * What a caller may conclude from how a call ended.
 */
enum Outcome {

	/** The order is there. */
	COMMITTED,

	/** The order is not there. */
	NOT_COMMITTED,

	/** The order may be there. */
	UNKNOWN,

	/** The call must not end like that. */
	FORBIDDEN;

	/** The call returned. */
	static final String RETURNED = "RETURNED";

	/** The instance was killed meanwhile. */
	static final String DIED = "DIED";

	private static final Set<String> ROLLED_BACK = Set.of(BusinessException.class.getName(),
			TransactionFencedException.class.getName(), HalfMessageNotPublishedException.class.getName(),
			TransactionLogException.class.getName(), UnexpectedRollbackException.class.getName(),
			CannotCreateTransactionException.class.getName());

	/** A lost connection may show itself by any of these. */
	private static final List<String> LOST_CONNECTION = List.of("org.springframework.dao.", "org.springframework.jdbc.",
			"org.springframework.transaction.TransactionSystemException");

	/**
	 * Reads an end.
	 * @param script what the call did
	 * @param end {@link #RETURNED}, {@link #DIED}, or the class of what the call threw
	 */
	static Outcome of(Script script, String end) {
		if (end.equals(RETURNED)) {
			return (script.ending() == Ending.ROLLBACK_ONLY && !script.caller()) ? NOT_COMMITTED : COMMITTED;
		}
		if (end.equals(CheckedBusinessException.class.getName())) {
			// A message that is made when the method returns cannot be made then.
			return script.shape().isMadeAtReturn() ? NOT_COMMITTED : COMMITTED;
		}
		if (ROLLED_BACK.contains(end)) {
			return NOT_COMMITTED;
		}
		return (end.equals(DIED) || LOST_CONNECTION.stream().anyMatch(end::startsWith)) ? UNKNOWN : FORBIDDEN;
	}

}
