package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.time.Instant;

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

}
