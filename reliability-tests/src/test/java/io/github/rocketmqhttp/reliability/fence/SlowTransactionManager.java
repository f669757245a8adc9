package io.github.rocketmqhttp.reliability.fence;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions of a settable isolation that can be held up where they begin and end.
 */
final class SlowTransactionManager extends DataSourceTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient Moments moments;

	private volatile int isolation = TransactionDefinition.ISOLATION_DEFAULT;

	SlowTransactionManager(DataSource dataSource, Moments moments) {
		super(dataSource);
		this.moments = moments;
	}

	void isolation(int level) {
		this.isolation = level;
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		this.moments.reached(Moment.BEFORE_BEGIN);
		DefaultTransactionDefinition isolated = new DefaultTransactionDefinition(definition);
		isolated.setIsolationLevel(this.isolation);
		super.doBegin(transaction, isolated);
		this.moments.reached(Moment.BEGUN);
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		this.moments.reached(Moment.BEFORE_COMMIT);
		super.doCommit(status);
		this.moments.reached(Moment.COMMITTED);
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		super.doRollback(status);
		this.moments.reached(Moment.ROLLED_BACK);
	}

}
