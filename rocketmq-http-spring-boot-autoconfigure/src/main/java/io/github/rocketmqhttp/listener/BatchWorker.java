package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the messages of a batch to the method, one after the other. Used by the thread of
 * one loop.
 */
final class BatchWorker {

	private static final Logger logger = LoggerFactory.getLogger(BatchWorker.class);

	/** How long the service hides an unordered message that it has delivered. */
	private static final Duration INVISIBLE_TIME = Duration.ofMinutes(5);

	private final ConsumeRequest source;

	private final ListenerMethod method;

	private final ReceivedMessageMapper mapper;

	private final Acknowledgements acknowledgements;

	private final FailedDeliveries failures;

	private final InstantSource clock;

	BatchWorker(ConsumeRequest source, ListenerMethod method, ReceivedMessageMapper mapper,
			Acknowledgements acknowledgements, FailedDeliveries failures, InstantSource clock) {
		this.source = source;
		this.method = method;
		this.mapper = mapper;
		this.acknowledgements = acknowledgements;
		this.failures = failures;
		this.clock = clock;
	}

	/**
	 * Handles a batch. When it returns, every acknowledgement has been answered.
	 * @param batch the messages
	 * @param goOn asked before each message; the rest of the batch is left to redelivery
	 * when it says no
	 */
	void handle(List<ReceivedMessage> batch, BooleanSupplier goOn) {
		Instant arrival = this.clock.instant();
		try {
			for (int i = 0; i < batch.size(); i++) {
				if (!goOn.getAsBoolean()) {
					logger.info("Stopping: {} messages of topic {} are left to redelivery", batch.size() - i,
							this.source.topic());
					return;
				}
				handle(batch.get(i), arrival);
			}
		}
		finally {
			this.acknowledgements.flush();
		}
	}

	private void handle(ReceivedMessage message, Instant arrival) {
		if (!this.clock.instant().isBefore(arrival.plus(invisibleTime(message)))) {
			logger.debug("Message {} of topic {} waited beyond its invisible time and comes back", message.messageId(),
					this.source.topic());
			return;
		}
		try {
			this.method.invoke(this.mapper.toMessage(message, this.source.topic(), this.source.consumerGroup()));
		}
		catch (VirtualMachineError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			this.failures.failed(message, ex);
			return;
		}
		this.acknowledgements.acknowledge(message);
	}

	/**
	 * How long the message stays with us, counted from its arrival here. The two times of
	 * a first delivery are both the broker's, so a skew between its clock and ours does
	 * not matter; later deliveries do not tell their begin, and the protocol's time
	 * holds.
	 */
	private static Duration invisibleTime(ReceivedMessage message) {
		if (message.consumedTimes() == 1 && message.firstConsumeTime().isBefore(message.invisibleUntil())) {
			return Duration.between(message.firstConsumeTime(), message.invisibleUntil());
		}
		return INVISIBLE_TIME;
	}

}
