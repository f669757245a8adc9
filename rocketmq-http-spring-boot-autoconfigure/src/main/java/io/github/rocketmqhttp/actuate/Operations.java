package io.github.rocketmqhttp.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.rocketmqhttp.actuate.OperatorAnswer.Outcome;
import io.github.rocketmqhttp.listener.ListenerContainer;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.transaction.InDoubtMessage;
import io.github.rocketmqhttp.transaction.InDoubtResolution;
import io.github.rocketmqhttp.transaction.InDoubtResolver;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Does what operators ask for.
 *
 * @param inventory what they may act on
 * @param resolver decides messages in doubt
 */
record Operations(Inventory inventory, InDoubtResolver resolver) {

	/**
	 * Does it.
	 * @throws InvalidEndpointRequestException if the action is none for the target
	 */
	OperatorAnswer carryOut(OperatorTarget target, String id, OperatorAction action) {
		return switch (target) {
			case LISTENERS -> listener(id, action);
			case TRANSACTIONS -> decide(messagesOf(id), resolution(action));
			case MESSAGES -> decide(List.of(id), resolution(action));
		};
	}

	private OperatorAnswer listener(String id, OperatorAction action) {
		if (action != OperatorAction.PAUSE && action != OperatorAction.RESUME) {
			throw invalid(action, "listeners can be asked to pause or resume");
		}
		Optional<ListenerContainer> found = this.inventory.listeners().getContainer(id);
		if (found.isEmpty()) {
			return OperatorAnswer.of(Outcome.NOT_FOUND, "There is no listener with this id.");
		}
		ListenerContainer listener = found.get();
		if (action == OperatorAction.PAUSE) {
			listener.pause();
		}
		else {
			listener.resume();
		}
		PollingState state = listener.getState();
		return (state != PollingState.STOPPED) ? OperatorAnswer.of(Outcome.DONE, "The listener is " + state + ".")
				: OperatorAnswer.of(Outcome.REFUSED, "The listener does not run, so it can neither pause nor go on.");
	}

	private static TransactionResolution resolution(OperatorAction action) {
		return switch (action) {
			case COMMIT -> TransactionResolution.COMMIT;
			case ROLLBACK -> TransactionResolution.ROLLBACK;
			default -> throw invalid(action, "messages in doubt can be asked to commit or rollback");
		};
	}

	private OperatorAnswer decide(List<String> messageIds, TransactionResolution wanted) {
		Map<String, String> details = new LinkedHashMap<>();
		Outcome worst = Outcome.NOT_FOUND;
		for (String messageId : messageIds) {
			InDoubtResolution resolution = this.resolver.resolve(messageId, wanted);
			details.put(messageId, resolution.detail());
			Outcome outcome = outcome(resolution);
			worst = (outcome.compareTo(worst) > 0) ? outcome : worst;
		}
		if (details.isEmpty()) {
			return OperatorAnswer.of(worst, "This process knows no message in doubt of this transaction.");
		}
		return new OperatorAnswer(worst, String.join(" ", details.values().stream().distinct().toList()), details);
	}

	private static Outcome outcome(InDoubtResolution resolution) {
		return switch (resolution.outcome()) {
			case DECIDED -> Outcome.DONE;
			case AT_NEXT_CHECK -> Outcome.AT_NEXT_CHECK;
			case REFUSED -> Outcome.REFUSED;
			case NOT_FOUND -> Outcome.NOT_FOUND;
		};
	}

	private List<String> messagesOf(String transactionId) {
		return this.inventory.inDoubt()
			.list()
			.stream()
			.filter((message) -> transactionId.equals(message.transactionId()))
			.map(InDoubtMessage::messageId)
			.toList();
	}

	private static InvalidEndpointRequestException invalid(OperatorAction action, String instead) {
		return new InvalidEndpointRequestException("The action " + action + " does not fit: " + instead + ".",
				"The action does not fit: " + instead + ".");
	}

}
