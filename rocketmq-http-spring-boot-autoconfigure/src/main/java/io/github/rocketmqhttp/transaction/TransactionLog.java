package io.github.rocketmqhttp.transaction;

import java.util.Collection;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Keeps one row per transaction with messages in the database of the business itself, so
 * that a back-check is answered by what really committed, whoever asks and whatever died.
 * <p>
 * The row is written by the transaction it speaks of: once it can be read, the
 * transaction has committed. A back-check that finds none leaves a tombstone, and the
 * transaction's own row, should it still come, collides with that. So a decision cannot
 * be overtaken.
 * <p>
 * Safe for concurrent use. With several transaction managers there is one log for each,
 * and every message names the log that answers for it.
 */
public interface TransactionLog {

	/**
	 * Names the log, in messages too: it must stay the same as long as messages are in
	 * doubt.
	 * @return a name of 1 to 64 characters out of A-Z, a-z, 0-9, '_' and '-'
	 */
	String name();

	/**
	 * Tells the log from all others, also from those of the same name in other databases:
	 * it is made when the log is first used, and kept beside the rows. Where the row of a
	 * transaction may be in one of several databases, it names all of them, or the one of
	 * a transaction that begins now on this thread. Every message of the transaction
	 * carries it. May ask the database until it is known.
	 * @return characters out of A-Z, a-z, 0-9, '_', '-' and '.', as a rule not more than
	 * 64
	 * @throws TransactionLogException if it is not known yet and the database does not
	 * tell
	 */
	String identity();

	/**
	 * Whether this is the log that a message names, as far as its rows say at this
	 * moment. If not, the log must not be asked about the message: it would take a
	 * transaction of another database for one that never happened.
	 * @param identity the identity that the message carries, any text
	 * @return whether it is the identity of this log
	 * @throws RuntimeException if that cannot be told now
	 */
	default boolean hasIdentity(String identity) {
		return identity().equals(identity);
	}

	/**
	 * Whether transactions of this manager run on the log's own connection.
	 * @param manager the transaction manager
	 * @return {@code true} if its transactions can be logged here
	 */
	boolean isFor(PlatformTransactionManager manager);

	/**
	 * Whether a transaction runs on this thread that the log's rows would be part of.
	 * @return {@code true} if {@link #record} would join it
	 */
	boolean isInTransaction();

	/**
	 * Finds out whether the log can be used, and makes it usable where it may. Called
	 * once, at start-up.
	 * @throws TransactionConfigurationException if it cannot be used
	 */
	void prepare();

	/**
	 * Writes the row of a transaction, as part of the transaction that runs on this
	 * thread.
	 * @param transactionId a new transaction id
	 * @param attemptIds the publish attempts that count
	 * @param identity the {@link #identity} that the messages of the transaction carry
	 * @throws TransactionFencedException if a back-check has already answered for this
	 * transaction
	 * @throws org.springframework.dao.ConcurrencyFailureException if the row cannot be
	 * written because of what runs side by side; the call may be repeated
	 * @throws TransactionLogException if the row cannot be written, if no transaction
	 * runs that it would be part of, or if that runs in a database that the identity does
	 * not name
	 */
	void record(String transactionId, Collection<String> attemptIds, String identity);

	/**
	 * Replaces the attempts of a row that {@link #record} wrote earlier in the same
	 * transaction.
	 * @param transactionId the transaction id
	 * @param attemptIds the publish attempts that count
	 * @throws TransactionLogException if the row cannot be changed
	 */
	void amend(String transactionId, Collection<String> attemptIds);

	/**
	 * Reads what the log knows of a transaction, and neither waits for it nor fences it.
	 * Called before {@link #resolve}, for many messages at a time. Does not throw.
	 * @param transactionId the transaction id that the message carries
	 * @param attemptId the attempt id that the message carries
	 * @param identity the identity that the message carries, {@code null} in messages of
	 * versions that had none
	 * @return the answer, which is final unless it is {@code UNKNOWN} because the log
	 * cannot be read; empty if only {@link #resolve} can answer, which a log without
	 * plain reads says always
	 */
	default Optional<TransactionResolution> lookUp(String transactionId, String attemptId, @Nullable String identity) {
		return Optional.empty();
	}

	/**
	 * The resource bound to this thread that the rows of this log are written through,
	 * such as the holder of a connection. It tells which of several transactions on the
	 * thread a row is part of.
	 * @return the resource, {@code null} if none is bound
	 */
	default @Nullable Object boundResource() {
		return null;
	}

	/**
	 * Looks, in the transaction that runs on this thread, for the row that
	 * {@link #record} wrote earlier in it. Called just before the commit: a database may
	 * have rolled back by itself.
	 * @param transactionId the transaction id
	 * @param identity the identity that the messages of the transaction carry
	 * @return whether the row is there, in a database that the identity names; empty if
	 * the log does not look
	 */
	default Optional<Boolean> isRecorded(String transactionId, String identity) {
		return Optional.empty();
	}

	/**
	 * Whether the row is there though its transaction has been rolled back: something had
	 * committed in the middle of it. Called after the rollback, while the connection is
	 * still bound to this thread.
	 * @param transactionId the transaction id
	 * @param identity the identity that the messages of the transaction carry
	 * @return whether it is there; {@code false} if the log does not look
	 * @throws RuntimeException if that cannot be told; the log is asked later
	 */
	default boolean hasOutlivedRollback(String transactionId, String identity) {
		return false;
	}

	/**
	 * Makes sure that nothing commits without the row. Called when a transaction has
	 * ended in a way that leaves its outcome open, while its connection is still bound to
	 * this thread: where a synchronization has failed before the commit, Spring may give
	 * the connection back without having rolled back, which commits. If the database has
	 * rolled back by itself before, the row is not part of that. Does not throw.
	 * @param transactionId the transaction id
	 * @param identity the identity that the messages of the transaction carry
	 */
	default void rollBackUnlessRecorded(String transactionId, String identity) {
	}

	/**
	 * Answers a back-check, in transactions of its own. What is not known, because it
	 * still runs, because the database does not answer or because it may not be written
	 * to, is {@code UNKNOWN}. Takes some seconds at most, and does not throw.
	 * @param transactionId the transaction id that the message carries
	 * @param attemptId the attempt id that the message carries
	 * @param identity the identity that the message carries, {@code null} in messages of
	 * versions that had none
	 * @return the answer; {@code COMMIT} and {@code ROLLBACK} are final
	 */
	TransactionResolution resolve(String transactionId, String attemptId, @Nullable String identity);

}
