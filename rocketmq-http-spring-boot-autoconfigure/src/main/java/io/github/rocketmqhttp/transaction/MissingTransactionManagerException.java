package io.github.rocketmqhttp.transaction;

/**
 * There is a {@link TransactionalMessage}, but nothing that could run its transaction.
 */
public final class MissingTransactionManagerException extends TransactionConfigurationException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param usedBy the method that needs a transaction
	 */
	public MissingTransactionManagerException(String usedBy) {
		super("@TransactionalMessage on " + usedBy + " needs a local transaction, and there is no transaction manager.",
				"Add one, for example with spring-boot-starter-jdbc or spring-boot-starter-data-jpa and a DataSource,"
						+ " or define a PlatformTransactionManager bean.",
				null);
	}

}
