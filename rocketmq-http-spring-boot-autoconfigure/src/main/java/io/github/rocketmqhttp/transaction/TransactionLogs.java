package io.github.rocketmqhttp.transaction;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

/**
 * All transaction logs of the application, possibly none.
 */
public final class TransactionLogs {

	private final Map<String, TransactionLog> logs;

	/**
	 * Collects the logs.
	 * @param logs the logs
	 * @throws IllegalArgumentException if a name cannot travel in a message, or two logs
	 * share one
	 */
	public TransactionLogs(Collection<? extends TransactionLog> logs) {
		this.logs = logs.stream()
			.collect(Collectors.toUnmodifiableMap((log) -> ProtocolLimits.requireName("transaction log", log.name()),
					Function.identity(), (first, second) -> {
						throw new IllegalArgumentException("Two transaction logs have the name '" + first.name()
								+ "': give each a name of its own.");
					}));
	}

	/**
	 * Whether transactions are looked for in a log.
	 * @param log the log
	 * @return whether it is one of these
	 */
	public boolean contains(TransactionLog log) {
		return this.logs.containsValue(log);
	}

	Collection<TransactionLog> all() {
		return this.logs.values();
	}

	@Nullable TransactionLog named(String name) {
		return this.logs.get(name);
	}

	/**
	 * The log of a manager's transactions.
	 * @throws IllegalArgumentException if there are several
	 */
	@Nullable TransactionLog of(@Nullable TransactionManager manager) {
		return (manager instanceof PlatformTransactionManager platform) ? only((log) -> log.isFor(platform)) : null;
	}

	/**
	 * Whether a transaction runs on this thread that another log than this one is for.
	 */
	boolean isOtherRunning(@Nullable TransactionLog log) {
		return this.logs.values().stream().anyMatch((other) -> other != log && other.isInTransaction());
	}

	boolean isEmpty() {
		return this.logs.isEmpty();
	}

	private @Nullable TransactionLog only(Predicate<TransactionLog> filter) {
		List<TransactionLog> found = this.logs.values().stream().filter(filter).toList();
		if (found.size() > 1) {
			throw new IllegalArgumentException(
					"The transaction logs " + found.stream().map(TransactionLog::name).sorted().toList()
							+ " are for the same transaction: keep one log for each transaction manager.");
		}
		return found.isEmpty() ? null : found.get(0);
	}

}
