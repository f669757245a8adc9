package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.ToIntFunction;

import org.springframework.dao.DataAccessException;

/**
 * A table whose old rows are deleted from time to time, by the {@link TablePurger}.
 */
public interface PurgedTable {

	/**
	 * Names it in logs.
	 * @return a noun with its article
	 */
	String description();

	/**
	 * How often it is purged.
	 * @return time between two purges
	 */
	Duration purgeInterval();

	/**
	 * How much is deleted at once.
	 * @return most rows of one transaction
	 */
	int purgeBatchSize();

	/**
	 * Whether somebody uses it, so that the table has been looked for.
	 * @return whether it is to be purged
	 */
	boolean isPrepared();

	/**
	 * Deletes rows that nobody asks for any more, one batch of them.
	 * @param now the present
	 * @return how many were deleted; less than a batch when none is left
	 * @throws DataAccessException if the database does not do it
	 */
	int purge(Instant now);

	/**
	 * Deletes a batch in each of several databases. One that fails does not keep the
	 * others from it.
	 * @param databases the databases
	 * @param purge deletes a batch in one of them and says how many rows that were
	 * @param batchSize most rows of one batch
	 * @param <T> type of a database
	 * @return the most rows that one has deleted
	 * @throws RuntimeException the first failure, once no database has a full batch
	 */
	static <T> int purgeEach(Collection<T> databases, ToIntFunction<T> purge, int batchSize) {
		int most = 0;
		RuntimeException failure = null;
		for (T database : databases) {
			try {
				most = Math.max(most, purge.applyAsInt(database));
			}
			catch (RuntimeException ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure != null && most < batchSize) {
			throw failure;
		}
		return most;
	}

}
