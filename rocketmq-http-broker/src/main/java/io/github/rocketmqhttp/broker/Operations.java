package io.github.rocketmqhttp.broker;

import java.util.Set;

import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.broker.store.PollRequest;
import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a request asks for: all have one path, method and the
 * parameter {@code trans} tell them apart.
 */
final class Operations {

	private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");

	private final OperationHandler publish;

	private final OperationHandler consume;

	private final OperationHandler consumeOrderly;

	private final OperationHandler consumeHalf;

	private final OperationHandler acknowledge;

	private final OperationHandler commit;

	private final OperationHandler rollback;

	Operations(MessageStore store) {
		this.publish = new PublishHandler(store);
		this.consume = new ConsumeHandler(store, PollRequest.Kind.UNORDERED);
		this.consumeOrderly = new ConsumeHandler(store, PollRequest.Kind.ORDERED);
		this.consumeHalf = new ConsumeHandler(store, PollRequest.Kind.HALF);
		this.acknowledge = new AcknowledgeHandler(store);
		this.commit = new DecideHandler(store, true);
		this.rollback = new DecideHandler(store, false);
	}

	OperationHandler find(String method, @Nullable String trans) {
		String operation = (trans != null) ? method + ' ' + trans : method;
		return switch (operation) {
			case "POST" -> this.publish;
			case "GET" -> this.consume;
			case "GET order" -> this.consumeOrderly;
			case "GET pop" -> this.consumeHalf;
			case "DELETE" -> this.acknowledge;
			case "DELETE commit" -> this.commit;
			case "DELETE rollback" -> this.rollback;
			default -> throw refuse(method, trans);
		};
	}

	private static RefusedException refuse(String method, @Nullable String trans) {
		if (trans == null || !METHODS.contains(method)) {
			return new RefusedException(ErrorCode.INVALID_REQUEST_URL, RequestTarget.INVALID_URL
					+ "The method is not POST (publish), GET (consume) or DELETE (acknowledge, commit, roll back).");
		}
		return new RefusedException(ErrorCode.INVALID_ARGUMENT, "The parameter 'trans' does not fit " + method
				+ "; it is 'order' or 'pop' with GET, 'commit' or 'rollback' with DELETE, absent with POST.");
	}

}
