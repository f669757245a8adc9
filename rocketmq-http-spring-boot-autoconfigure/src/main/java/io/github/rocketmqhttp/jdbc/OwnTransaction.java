package io.github.rocketmqhttp.jdbc;

import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions on connections of our own, whatever runs on the thread, at
 * {@code READ COMMITTED}: a snapshot or a locking read would not see a commit that has
 * just happened.
 */
public final class OwnTransaction {

	private final DataSource dataSource;

	private final TransactionTemplate template;

	/**
	 * Creates it.
	 * @param dataSource where the connections come from
	 */
	public OwnTransaction(DataSource dataSource) {
		// A key of its own: connections that others have bound to the thread stay theirs.
		this.dataSource = new DelegatingDataSource(dataSource);
		this.template = new TransactionTemplate(new DataSourceTransactionManager(this.dataSource));
		this.template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
	}

	/**
	 * The data source whose statements take part.
	 * @return an object of its own
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Works in a transaction.
	 * @param work the work; its exceptions roll back
	 * @param <T> type of the result
	 * @return what the work gives
	 */
	public <T> T call(Supplier<T> work) {
		T result = this.template.execute((status) -> work.get());
		if (result == null) {
			throw new IllegalStateException("A transaction of a table's own gave no result.");
		}
		return result;
	}

}
