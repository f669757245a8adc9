package io.github.rocketmqhttp.reliability.faults;

import java.util.EnumSet;
import java.util.Set;

/**
 * The calls on a connection that can meet a fault, each with a sequence of draws of its
 * own.
 */
public enum JdbcCall {

	/** A statement is executed. */
	STATEMENT(EnumSet.of(JdbcFault.LOST_BEFORE_STATEMENT)),

	/** {@link java.sql.Connection#commit()}. */
	COMMIT(EnumSet.of(JdbcFault.LOST_BEFORE_COMMIT, JdbcFault.LOST_DURING_COMMIT, JdbcFault.LOST_AFTER_COMMIT));

	@SuppressWarnings("ImmutableEnumChecker") // Nobody can change it from here on.
	private final Set<JdbcFault> possible;

	JdbcCall(Set<JdbcFault> possible) {
		this.possible = possible;
	}

	Set<JdbcFault> possible() {
		return this.possible;
	}

}
