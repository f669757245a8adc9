package io.github.rocketmqhttp.listener;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.handler.TransactionBoundary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls the method in a local transaction that notes its messages in the inbox first. A
 * message that is noted already is done with and left out; one that another transaction
 * is just noting comes back.
 */
final class IdempotentCall implements ListenerCall {

	private static final Logger logger = LoggerFactory.getLogger(IdempotentCall.class);

	private final ListenerDefinition listener;

	private final ListenerMethod method;

	private final InboxKeys keys;

	private final Inbox inbox;

	private final TransactionTemplate transaction;

	private final PlatformTransactionManager manager;

	private final DeliveryCounters counters;

	private final EntryRepair repair;

	IdempotentCall(ListenerDefinition listener, ListenerMethod method, InboxKeys keys, Inbox inbox,
			TransactionTemplate transaction, DeliveryCounters counters) {
		this.listener = listener;
		this.method = method;
		this.keys = keys;
		this.inbox = inbox;
		this.transaction = transaction;
		this.manager = Objects.requireNonNull(transaction.getTransactionManager(), "transaction manager");
		this.counters = counters;
		this.repair = new EntryRepair(listener.id(), inbox);
	}

	@Override
	public boolean takesList() {
		return this.method.takesList();
	}

	@Override
	public ReadMessage read(Delivery delivery) {
		ReadMessage read = new ReadMessage(delivery, this.method.read(delivery.message()), "");
		return new ReadMessage(delivery, read.content(), this.keys.key(read));
	}

	@Override
	public List<Delivery> call(List<ReadMessage> messages, Acknowledgement handle) throws Throwable {
		Map<String, List<ReadMessage>> open = new LinkedHashMap<>();
		messages.forEach((message) -> open.computeIfAbsent(message.key(), (key) -> new ArrayList<>(1)).add(message));
		List<Delivery> done = new ArrayList<>(messages.size());
		open.values().removeIf((same) -> ask(() -> isKnownFromBefore(same.get(0))) && done(same, 0, done));
		while (!open.isEmpty()) {
			// A collision alone proves nothing: the other transaction may still roll
			// back.
			String collided = attempt(open, handle);
			if (collided == null) {
				open.values().forEach((same) -> done(same, 1, done));
				return done;
			}
			List<ReadMessage> left = Objects.requireNonNull(open.remove(collided), collided);
			if (ask(() -> this.inbox.contains(group(), collided))) {
				log(left.get(0), "has taken effect before and is acknowledged without a call");
				done(left, 0, done);
			}
			else if (ask(() -> this.repair.recover(group(), collided))) {
				open.put(collided, left);
			}
			else {
				log(left.get(0), "is handled by somebody else at this moment and comes back");
			}
		}
		return done;
	}

	/**
	 * Asks the inbox, outside of any transaction.
	 * @throws ListenerNotCalledException if it does not answer
	 */
	private boolean ask(BooleanSupplier question) {
		try {
			return question.getAsBoolean();
		}
		catch (RuntimeException ex) {
			throw new ListenerNotCalledException(this.listener.id(), ex);
		}
	}

	/**
	 * Runs the transaction.
	 * @return the key that is in the way, {@code null} if the transaction has committed
	 */
	private @Nullable String attempt(Map<String, List<ReadMessage>> open, Acknowledgement handle) throws Throwable {
		IdempotentAttempt attempt = new IdempotentAttempt(this.inbox, group(), open.size());
		TransactionBoundary boundary = TransactionBoundary.enter();
		try {
			this.inbox.locate();
			// Each time: somebody may set other listeners.
			InboxConfirmation.observe(this.manager);
			InboxConfirmation.around(attempt, () -> this.transaction
				.executeWithoutResult((status) -> attempt.run(status, open.keySet(), () -> invoke(open, handle))));
			if (!attempt.isConfirmed()) {
				throw new InboxRollbackException(group());
			}
			return null;
		}
		catch (RuntimeException | Error ex) {
			if (attempt.isConfirmed() && this.repair.hasTakenEffect(group(), open.keySet(), ex)) {
				return null;
			}
			this.repair.afterFailure(attempt.doubtful());
			if (ex instanceof InboxCollisionException && attempt.collided() != null) {
				return attempt.collided();
			}
			if (ex instanceof RuntimeException && !attempt.hasCalled()) {
				throw new ListenerNotCalledException(this.listener.id(), ex);
			}
			throw (ex instanceof UndeclaredThrowableException undeclared) ? undeclared.getUndeclaredThrowable() : ex;
		}
		finally {
			boundary.leave();
		}
	}

	private String group() {
		return this.listener.request().consumerGroup();
	}

	private void invoke(Map<String, List<ReadMessage>> open, Acknowledgement handle) {
		try {
			this.method.invoke(open.values().stream().map((same) -> same.get(0).content()).toList(), handle);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	private void log(ReadMessage message, String what) {
		logger.debug("Message {} of topic {} {}", message.delivery().message().messageId(),
				this.listener.request().topic(), what);
	}

	/**
	 * Looks for what a former version has noted under another key.
	 */
	private boolean isKnownFromBefore(ReadMessage message) {
		String former = this.keys.formerKey(message);
		if (former == null || !this.inbox.contains(group(), former)) {
			return false;
		}
		log(message, "has taken effect under a former version and is acknowledged without a call");
		return true;
	}

	private boolean done(List<ReadMessage> same, int called, List<Delivery> done) {
		this.counters.duplicates(same.size() - called);
		return done.addAll(same.stream().map(ReadMessage::delivery).toList());
	}

}
