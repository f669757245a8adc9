package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Performs a script with one driver and writes down what came out. Scripts name handles
 * by the labels that the transcript gives them: {@code h1} is the first one.
 */
final class Stage {

	static final String GROUP = "GID_orders";

	private final Instant start;

	private final RocketMqHttpBroker broker;

	private final Driver driver;

	private final Transcript transcript;

	Stage(RocketMqHttpBroker broker, Driver driver, Instant start) {
		this.start = start;
		this.broker = broker;
		this.driver = driver;
		this.transcript = new Transcript(start, broker.endpoint());
	}

	/**
	 * The time of the broker when the script began.
	 */
	Instant start() {
		return this.start;
	}

	String transcript() {
		return this.transcript.toString();
	}

	void publish(String topic, OutboundMessage.Builder message) {
		this.transcript.operation("publish " + topic);
		try {
			PublishReceipt receipt = this.driver.publish(topic, message.build());
			this.transcript.receipt(receipt, message.build().body());
		}
		catch (Refusal ex) {
			this.transcript.refusal(ex);
		}
	}

	void consume(ConsumeRequest request) {
		poll("consume", request, this.driver::consume);
	}

	void consumeOrderly(ConsumeRequest request) {
		poll("consumeOrderly", request, this.driver::consumeOrderly);
	}

	void consumeHalf(ConsumeRequest request) {
		poll("consumeHalf", request, this.driver::consumeHalf);
	}

	/**
	 * A poll for up to 16 messages that does not wait.
	 */
	static ConsumeRequest batchFrom(String topic) {
		return ConsumeRequest.of(topic, GROUP).withBatchSize(16);
	}

	private void poll(String name, ConsumeRequest request, Function<ConsumeRequest, List<ReceivedMessage>> poll) {
		this.transcript.operation(name + " " + request.topic()
				+ (request.consumerGroup().equals(GROUP) ? "" : " " + request.consumerGroup())
				+ ((request.tag() != null) ? " tag " + request.tag() : ""));
		try {
			this.transcript.deliveries(poll.apply(request));
		}
		catch (Refusal ex) {
			this.transcript.refusal(ex);
		}
	}

	/**
	 * Polls, waiting for up to 30 s, while something else makes a message available.
	 */
	void consumeDuring(ConsumeRequest request, Runnable meanwhile) {
		CompletableFuture<List<ReceivedMessage>> poll = CompletableFuture
			.supplyAsync(() -> this.driver.consume(request.withWaitTime(Duration.ofSeconds(30))));
		meanwhile.run();
		poll("consume", request, (ignored) -> poll.join());
	}

	void acknowledge(String topic, String... handles) {
		decide("acknowledge", topic, handles);
	}

	void commit(String topic, String handle) {
		decide("commit", topic, handle);
	}

	void rollback(String topic, String handle) {
		decide("rollback", topic, handle);
	}

	private void decide(String name, String topic, String... labels) {
		this.transcript.operation(name + " " + topic + " " + String.join(" ", labels));
		List<String> handles = Arrays.stream(labels).map(this.transcript::handle).toList();
		try {
			switch (name) {
				case "commit" -> this.driver.commit(topic, GROUP, handles.get(0));
				case "rollback" -> this.driver.rollback(topic, GROUP, handles.get(0));
				default -> this.driver.acknowledge(topic, GROUP, handles);
			}
			this.transcript.done();
		}
		catch (Refusal ex) {
			this.transcript.refusal(ex);
		}
	}

	void advance(Duration by) {
		this.transcript.operation("advance " + by);
		this.broker.advance(by);
	}

}
