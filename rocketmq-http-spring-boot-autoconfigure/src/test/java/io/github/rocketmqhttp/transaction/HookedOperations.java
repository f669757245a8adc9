package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.MessageSpec;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The real operations, with a place to look in and to break things just before each call
 * that concerns half messages.
 */
final class HookedOperations implements RocketMqHttpOperations {

	private final RocketMqHttpOperations operations;

	volatile Runnable beforePublish = () -> {
	};

	volatile BiConsumer<String, OutboundMessage> onAttempt = (topic, message) -> {
	};

	volatile Runnable beforeDecision = () -> {
	};

	HookedOperations(RocketMqHttpOperations operations) {
		this.operations = operations;
	}

	/**
	 * Lets the first attempts reach the broker and loses its answers.
	 */
	void loseAnswers(RocketMqHttpClient client, int attempts) {
		AtomicInteger left = new AtomicInteger(attempts);
		this.onAttempt = (topic, message) -> {
			if (left.getAndDecrement() > 0) {
				client.publishHalf(topic, message);
				throw new TransportException("The answer was lost.", null, true, true);
			}
		};
	}

	@Override
	public HalfMessageReceipt publishHalf(String topic, String consumerGroup, Supplier<OutboundMessage> attempt) {
		this.beforePublish.run();
		return this.operations.publishHalf(topic, consumerGroup, () -> {
			OutboundMessage message = attempt.get();
			this.onAttempt.accept(topic, message);
			return message;
		});
	}

	@Override
	public void commit(HalfMessageReceipt receipt) {
		this.beforeDecision.run();
		this.operations.commit(receipt);
	}

	@Override
	public void rollback(HalfMessageReceipt receipt) {
		this.beforeDecision.run();
		this.operations.rollback(receipt);
	}

	@Override
	public MessageSpec newMessage(Object payload) {
		return this.operations.newMessage(payload);
	}

	@Override
	public PublishReceipt send(String topic, Object payload) {
		return this.operations.send(topic, payload);
	}

	@Override
	public CompletableFuture<PublishReceipt> sendAsync(String topic, Object payload) {
		return this.operations.sendAsync(topic, payload);
	}

	@Override
	public <T> @Nullable T inTransaction(MessageSpec message, TransactionCallback<T> action) {
		return this.operations.inTransaction(message, action);
	}

	@Override
	public <T> @Nullable T inTransaction(MessageSpec message, TransactionTemplate transactions,
			TransactionCallback<T> action) {
		return this.operations.inTransaction(message, transactions, action);
	}

	@Override
	public void sendOnCommit(MessageSpec message) {
		this.operations.sendOnCommit(message);
	}

	@Override
	public <T> Optional<Message<T>> receive(String topic, String consumerGroup, Class<T> type) {
		return this.operations.receive(topic, consumerGroup, type);
	}

	@Override
	public <T> List<Message<T>> receiveBatch(ConsumeRequest request, Class<T> type) {
		return this.operations.receiveBatch(request, type);
	}

	@Override
	public void acknowledge(Message<?> message) {
		this.operations.acknowledge(message);
	}

	@Override
	public List<ReceivedMessage> receiveHalf(ConsumeRequest request) {
		return this.operations.receiveHalf(request);
	}

}
