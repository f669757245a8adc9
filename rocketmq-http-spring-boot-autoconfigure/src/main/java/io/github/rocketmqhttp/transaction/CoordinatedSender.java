package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.function.Supplier;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.core.TransactionalContent;
import io.github.rocketmqhttp.core.TransactionalSender;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does by hand what {@link TransactionalMessage} does by annotation, with the same
 * coordinator.
 */
public final class CoordinatedSender implements TransactionalSender {

	private static final String IN_TRANSACTION = "inTransaction";

	private static final String SEND_ON_COMMIT = "sendOnCommit";

	private final String instance;

	private final TransactionCoordinator coordinator;

	private final BackCheckHandlerRegistry handlers;

	private final Supplier<? extends @Nullable PlatformTransactionManager> manager;

	/**
	 * Creates the sender.
	 * @param coordinator leads the messages
	 * @param handlers know where back-checks are polled, and who answers without a log
	 * @param manager gives the transaction manager of calls that bring none; {@code null}
	 * if there is not exactly one
	 */
	public CoordinatedSender(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
			Supplier<? extends @Nullable PlatformTransactionManager> manager) {
		this(RocketMqHttpInstances.DEFAULT, coordinator, handlers, manager);
	}

	private CoordinatedSender(String instance, TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
			Supplier<? extends @Nullable PlatformTransactionManager> manager) {
		this.instance = instance;
		this.coordinator = coordinator;
		this.handlers = handlers;
		this.manager = manager;
	}

	@Override
	public TransactionalSender forInstance(String instance) {
		return new CoordinatedSender(instance, this.coordinator, this.handlers, this.manager);
	}

	@Override
	public <T> @Nullable T inTransaction(TransactionalContent message, @Nullable TransactionTemplate transactions,
			TransactionCallback<T> action) {
		TransactionTemplate runner = (transactions != null) ? checked(transactions) : defaults();
		TransactionObserver.observe(runner.getTransactionManager());
		TransactionLog log = this.coordinator.logs().of(runner.getTransactionManager());
		PreparedMessage prepared = prepare(IN_TRANSACTION, message, log);
		TransactionScope scope = this.coordinator.begin(log);
		try {
			this.coordinator.publish(scope, prepared);
			return bound(runner, prepared).execute((status) -> {
				this.coordinator.enlist(scope,
						RunningTransaction.of(IN_TRANSACTION, runner.getTransactionManager(), log, status), 0);
				return action.doInTransaction(status);
			});
		}
		finally {
			this.coordinator.close(scope);
		}
	}

	@Override
	public void sendOnCommit(TransactionalContent message) {
		RunningTransaction transaction = RunningTransaction.found(SEND_ON_COMMIT);
		TransactionLog log = this.coordinator.logs().of(transaction.observed().manager());
		if (this.coordinator.logs().isOtherRunning(log)) {
			throw new IllegalTransactionStateException(
					"Transactions of several transaction managers run around " + SEND_ON_COMMIT
							+ ", one inside the other, so nothing was sent: the message could belong to either."
							+ " Use @TransactionalMessage with a transactionManager, or inTransaction with a"
							+ " TransactionTemplate.");
		}
		PreparedMessage prepared = prepare(SEND_ON_COMMIT, message, log);
		TransactionScope scope = this.coordinator.begin(log);
		try {
			this.coordinator.enlist(scope, transaction, 1);
			this.coordinator.publishLater(scope, List.of(prepared));
		}
		finally {
			this.coordinator.close(scope);
		}
	}

	private TransactionTemplate defaults() {
		PlatformTransactionManager found = this.manager.get();
		if (found == null) {
			throw new IllegalStateException("There is no transaction manager, or more than one and none is primary:"
					+ " give inTransaction a TransactionTemplate.");
		}
		return new TransactionTemplate(found);
	}

	private static TransactionTemplate checked(TransactionTemplate transactions) {
		int propagation = transactions.getPropagationBehavior();
		if (propagation == TransactionDefinition.PROPAGATION_NEVER
				|| propagation == TransactionDefinition.PROPAGATION_NOT_SUPPORTED) {
			throw new IllegalArgumentException("The propagation of the TransactionTemplate runs the action without a"
					+ " transaction, and its message follows one. Use REQUIRED, REQUIRES_NEW, NESTED or MANDATORY.");
		}
		if (transactions.isReadOnly()) {
			throw new IllegalArgumentException(
					"The TransactionTemplate is read-only, and a message needs a transaction that may write.");
		}
		return transactions;
	}

	private TransactionTemplate bound(TransactionTemplate runner, PreparedMessage message) {
		PlatformTransactionManager own = runner.getTransactionManager();
		if (!this.coordinator.settings().bindTimeout() || own == null) {
			return runner;
		}
		TransactionTemplate bound = new TransactionTemplate(own, runner);
		bound.setTimeout(BoundTimeout.of(message.immunityTime(), runner.getTimeout(), own));
		return bound;
	}

	private PreparedMessage prepare(String call, TransactionalContent message, @Nullable TransactionLog log) {
		BackCheckEndpoint endpoint = new BackCheckEndpoint(this.instance, message.topic(), message.consumerGroup());
		if (!this.handlers.isPolled(endpoint)) {
			throw new IllegalStateException("The message of " + call + " was not sent: nobody polls the back-checks of"
					+ " the " + endpoint.describeTopic() + " for the group '" + endpoint.consumerGroup()
					+ "'. Add the topic to the property " + InstanceDefaults.topicsProperty(this.instance)
					+ ", which is read when the application starts; before it has started, nothing can be sent"
					+ " in this way.");
		}
		if (log == null && this.handlers.find(endpoint) == null) {
			throw new IllegalStateException("The message of " + call + " was not sent: nothing can answer the"
					+ " back-checks of the " + endpoint.describeTopic() + ". Its transaction manager has no transaction"
					+ " log, so declare one for it, or write a @BackCheckHandler for the topic.");
		}
		OutboundMessage content = message.content();
		for (String name : content.properties().keySet()) {
			if (TransactionHeaders.NAMES.contains(name)) {
				throw new IllegalArgumentException(
						"The property '" + name + "' cannot be set by users; use another name.");
			}
		}
		return new PreparedMessage("of " + call, this.instance, endpoint.topic(), endpoint.consumerGroup(),
				new OutboundMessage(content.body(), content.tag(), content.key(), content.shardingKey(),
						content.deliverAt(), (content.immunityTime() != null) ? content.immunityTime()
								: this.coordinator.settings().immunityTime(),
						content.properties()));
	}

}
