package io.github.rocketmqhttp.actuate;

import java.util.Comparator;
import java.util.List;

import io.github.rocketmqhttp.listener.DeliveryCounts;
import io.github.rocketmqhttp.listener.ListenerContainer;
import io.github.rocketmqhttp.polling.PollFailure;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.polling.PollingStatus;
import io.github.rocketmqhttp.transaction.AnswerReason;
import io.github.rocketmqhttp.transaction.BackCheckPollerStatus;
import io.github.rocketmqhttp.transaction.InDoubtMessage;
import io.github.rocketmqhttp.transaction.InFlightTransaction;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows: never a message's body. Times are ISO 8601 durations in whole
 * seconds; the instance without a name is called default.
 *
 * @param inFlight transactions of this process that are not finished
 * @param inDoubt half messages that nobody has decided, as far as this process knows
 * @param inDoubtNotKept how often a message in doubt could not be kept for want of room
 * @param backChecks the polling for back-checks
 * @param listeners the listeners
 */
public record RocketMqHttpReport(Excerpt<Transaction> inFlight, Excerpt<Message> inDoubt, long inDoubtNotKept,
		List<BackChecks> backChecks, List<Listener> listeners) {

	/**
	 * Copies the lists.
	 */
	public RocketMqHttpReport {
		backChecks = List.copyOf(backChecks);
		listeners = List.copyOf(listeners);
	}

	static RocketMqHttpReport of(Inventory inventory, int limit) {
		return new RocketMqHttpReport(transactions(inventory.inFlight(), limit),
				messages(inventory.inDoubt().list(), limit), inventory.inDoubt().overflow(),
				inventory.pollers().status().stream().map(BackChecks::of).toList(),
				inventory.listeners().getContainers().stream().map(Listener::of).toList());
	}

	private static Excerpt<Transaction> transactions(InFlightTransactions inFlight, int limit) {
		List<InFlightTransaction> all = inFlight.list();
		return new Excerpt<>(all.size(),
				all.stream()
					.sorted(Comparator.comparing(InFlightTransaction::started))
					.limit(limit)
					.map((transaction) -> Transaction.of(transaction, Printed.of(inFlight.age(transaction))))
					.toList());
	}

	private static Excerpt<Message> messages(List<InDoubtMessage> all, int limit) {
		return new Excerpt<>(all.size(), all.stream().limit(limit).map(Message::of).toList());
	}

	/**
	 * As much of a long list as has been asked for.
	 *
	 * @param total how many there are
	 * @param oldest the oldest of them, the very oldest first
	 * @param <T> what there are
	 */
	public record Excerpt<T>(int total, List<T> oldest) {

		/**
		 * Copies the list.
		 */
		public Excerpt {
			oldest = List.copyOf(oldest);
		}

	}

	/**
	 * One transaction in flight.
	 *
	 * @param id its id
	 * @param state what is known of the local transaction
	 * @param age time since its call began
	 * @param messages its half messages that are not decided
	 */
	public record Transaction(String id, InFlightTransaction.State state, String age, List<HalfMessage> messages) {

		/**
		 * Copies the messages.
		 */
		public Transaction {
			messages = List.copyOf(messages);
		}

		static Transaction of(InFlightTransaction transaction, String age) {
			return new Transaction(transaction.id(), transaction.state(), age,
					transaction.messages().stream().map(HalfMessage::of).toList());
		}

	}

	/**
	 * One half message of a transaction in flight.
	 *
	 * @param messageId its id
	 * @param instance the instance of the service that has it
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 */
	public record HalfMessage(String messageId, String instance, String topic, String consumerGroup) {

		static HalfMessage of(InFlightTransaction.Message message) {
			return new HalfMessage(message.messageId(), Inventory.print(message.instance()), message.topic(),
					message.consumerGroup());
		}

	}

	/**
	 * One half message in doubt.
	 *
	 * @param messageId its id
	 * @param transactionId its transaction; {@code null} for messages of other programs
	 * @param instance the instance of the service that has it
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param age time since it was published
	 * @param checks back-checks so far
	 * @param lastAnswer the last answer
	 * @param reason why
	 * @param decision what an operator wants the next back-check to be answered with
	 */
	public record Message(String messageId, @Nullable String transactionId, String instance, String topic,
			String consumerGroup, String age, int checks, TransactionResolution lastAnswer, AnswerReason reason,
			@Nullable TransactionResolution decision) {

		static Message of(InDoubtMessage message) {
			return new Message(message.messageId(), message.transactionId(), Inventory.print(message.instance()),
					message.topic(), message.consumerGroup(), Printed.of(message.age()), message.checks(),
					message.answer(), message.reason(), message.decision());
		}

	}

	/**
	 * The polling for the back-checks of one topic and group.
	 *
	 * @param instance the instance of the service
	 * @param topic the topic
	 * @param consumerGroup the group
	 * @param polling how it fares
	 */
	public record BackChecks(String instance, String topic, String consumerGroup, Polling polling) {

		static BackChecks of(BackCheckPollerStatus poller) {
			return new BackChecks(Inventory.print(poller.instance()), poller.topic(), poller.consumerGroup(),
					Polling.of(poller.polling()));
		}

	}

	/**
	 * One listener.
	 *
	 * @param id its id
	 * @param instance the instance of the service
	 * @param topic its topic
	 * @param consumerGroup its group
	 * @param tag its tags, {@code null} for all
	 * @param ordered whether it consumes in order
	 * @param concurrency calls side by side
	 * @param messagesInHand messages in memory
	 * @param counts what it has done since the application started
	 * @param polling how it fares
	 */
	public record Listener(String id, String instance, String topic, String consumerGroup, @Nullable String tag,
			boolean ordered, int concurrency, int messagesInHand, DeliveryCounts counts, Polling polling) {

		static Listener of(ListenerContainer listener) {
			return new Listener(listener.getId(), Inventory.print(listener.getInstance()),
					listener.getRequest().topic(), listener.getRequest().consumerGroup(), listener.getRequest().tag(),
					listener.isOrdered(), listener.getConcurrency(), listener.getMessagesInHand(), listener.getCounts(),
					Polling.of(listener.getPollingStatus()));
		}

	}

	/**
	 * How a poll loop fares.
	 *
	 * @param state what it is doing
	 * @param sinceSuccess time since the last successful poll
	 * @param failingFor time since polls began to fail
	 * @param failure how the last one failed
	 */
	public record Polling(PollingState state, @Nullable String sinceSuccess, @Nullable String failingFor,
			@Nullable PollFailure failure) {

		static Polling of(PollingStatus status) {
			return new Polling(status.state(), Printed.orNull(status.sinceSuccess()),
					Printed.orNull(status.failingFor()), status.failure());
		}

	}

}
