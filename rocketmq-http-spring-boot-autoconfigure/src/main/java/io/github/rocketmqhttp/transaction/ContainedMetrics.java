package io.github.rocketmqhttp.transaction;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics of the application whose failures reach nobody: the database has decided when
 * something is counted.
 */
final class ContainedMetrics implements TransactionMetrics {

	private static final Logger logger = LoggerFactory.getLogger(TransactionMetrics.class);

	private final TransactionMetrics metrics;

	private final AtomicBoolean failed = new AtomicBoolean();

	ContainedMetrics(TransactionMetrics metrics) {
		this.metrics = metrics;
	}

	@Override
	public void count(State outcome, Path path) {
		try {
			this.metrics.count(outcome, path);
		}
		catch (RuntimeException | Error ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("Transactions are not counted, because {} failed; further failures are logged at debug"
						+ " level", this.metrics.getClass().getName(), ex);
			}
			else {
				logger.debug("A transaction was not counted", ex);
			}
		}
	}

}
