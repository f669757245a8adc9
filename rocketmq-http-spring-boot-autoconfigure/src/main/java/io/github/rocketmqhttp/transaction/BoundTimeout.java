package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

/**
 * Computes time-outs of local transactions that end before their messages' immunity time
 * does.
 */
final class BoundTimeout {

	private static final Duration LEAST_MARGIN = Duration.ofSeconds(2);

	private BoundTimeout() {
	}

	/**
	 * The time-out for a transaction that begins when its half messages are published.
	 * <p>
	 * The immunity time began when the first of them was sent, and must not end before
	 * the decision arrives. Between them and the transaction lie the way of the answers,
	 * the wait for a connection, the commit itself and the way of the decision; a tenth
	 * of the immunity time, at least 2 s, is left for that. More than that costs no
	 * message: the back-check finishes it.
	 * @param immunityTime the shortest one of the messages
	 * @param declared the time-out that was asked for, in seconds
	 * @param manager the transaction manager, for its default
	 * @return the smaller time-out in whole seconds
	 */
	static int of(Duration immunityTime, int declared, @Nullable TransactionManager manager) {
		Duration tenth = immunityTime.dividedBy(10);
		Duration margin = (tenth.compareTo(LEAST_MARGIN) > 0) ? tenth : LEAST_MARGIN;
		int bound = Math.toIntExact(immunityTime.minus(margin).toSeconds());
		int asked = (declared == TransactionDefinition.TIMEOUT_DEFAULT
				&& manager instanceof AbstractPlatformTransactionManager known) ? known.getDefaultTimeout() : declared;
		return (asked == TransactionDefinition.TIMEOUT_DEFAULT) ? bound : Math.min(asked, bound);
	}

}
