package io.github.rocketmqhttp.transaction.jdbc;

import java.util.Optional;
import java.util.UUID;

import io.github.rocketmqhttp.jdbc.OwnTransaction;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * The identity of a log: a row of its table, made by the first instance that needs it. A
 * copy of the table has the same one until somebody deletes that row. Safe for concurrent
 * use, by several instances too.
 */
final class LogIdentity {

	private static final Logger logger = LoggerFactory.getLogger(LogIdentity.class);

	private final String log;

	private final OwnTransaction own;

	private final LogTable table;

	private final int timeout;

	private volatile @Nullable String known;

	LogIdentity(String log, OwnTransaction own, LogTable table, int timeout) {
		this.log = log;
		this.own = own;
		this.table = table;
		this.timeout = timeout;
	}

	/**
	 * The identity; the database is asked until it is known.
	 * @throws RuntimeException if the database does not tell
	 */
	String get() {
		String identity = this.known;
		return (identity != null) ? identity : refresh();
	}

	/**
	 * The identity as far as it is known.
	 */
	@Nullable String known() {
		return this.known;
	}

	void forget() {
		this.known = null;
	}

	/**
	 * Writes the known identity again if somebody has emptied the table, as a test's
	 * clean-up does: messages under way carry it. Where only this row has gone, the
	 * database is to have another.
	 * @return whether it was written
	 * @throws RuntimeException if the database does not tell
	 */
	boolean restore() {
		String identity = this.known;
		if (identity == null || !this.own.call(() -> this.table.isEmpty(this.timeout))) {
			return false;
		}
		return make(identity).isPresent();
	}

	/**
	 * Reads the identity, or makes it.
	 * @throws RuntimeException if the database does not tell
	 */
	String refresh() {
		return read().or(this::make).or(this::read).orElseThrow(this::unreadable);
	}

	/**
	 * Reads the identity as it is at this moment.
	 * @return empty if there is none
	 */
	Optional<String> read() {
		String before = this.known;
		Optional<String> found = this.own.call(() -> this.table.findIdentity(this.timeout));
		if (found.isEmpty() && restore()) {
			return Optional.ofNullable(before);
		}
		if (found.isPresent() && !ProtocolLimits.isName(found.get())) {
			throw unreadable();
		}
		if (before != null && !before.equals(found.orElse(null))) {
			logger.warn("The identity of the transaction log '{}' has changed while the application runs: messages"
					+ " that are still in doubt from before are not answered here", this.log);
		}
		this.known = found.orElse(null);
		return found;
	}

	/**
	 * Makes the identity, unless another instance does so first.
	 */
	private Optional<String> make() {
		return make(UUID.randomUUID().toString());
	}

	private Optional<String> make(String identity) {
		try {
			this.own.call(() -> {
				this.table.insertIdentity(identity, this.timeout);
				return true;
			});
		}
		catch (DataIntegrityViolationException ex) {
			logger.trace("Another instance has made the identity of the transaction log '{}'", this.log, ex);
			return Optional.empty();
		}
		this.known = identity;
		logger.info("The transaction log '{}' has the identity {} from now on", this.log, identity);
		return Optional.of(identity);
	}

	private RuntimeException unreadable() {
		return new InvalidDataAccessResourceUsageException(
				"The row '" + LogTable.IDENTITY + "' of the transaction log '" + this.log
						+ "' holds no identity of 1 to 64 characters out of A-Z, a-z, 0-9, '_' and '-': delete it");
	}

}
