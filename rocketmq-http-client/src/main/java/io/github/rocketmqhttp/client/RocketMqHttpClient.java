package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * The operations of the service, one request each. Nothing is retried here: every
 * {@link io.github.rocketmqhttp.RocketMqHttpException} says whether a retry makes sense.
 * <p>
 * Safe for concurrent use. Blocking methods throw
 * {@link io.github.rocketmqhttp.ServiceException},
 * {@link io.github.rocketmqhttp.TransportException} or, for handles,
 * {@link io.github.rocketmqhttp.AcknowledgeException}; asynchronous ones complete with
 * the same exceptions. Arguments that the protocol refuses end in an
 * {@link IllegalArgumentException} before anything is sent, thrown by both kinds of
 * method. Blocking long polls end with a
 * {@link io.github.rocketmqhttp.TransportException} when their thread is interrupted.
 * Futures are completed by one of the client's few threads: what depends on them must not
 * block, or must be given an executor of its own. Cancelling a future aborts its request;
 * a poll that is cancelled while its answer is on the way leaves the messages invisible
 * until they come back.
 */
public interface RocketMqHttpClient extends AutoCloseable {

	/**
	 * Starts a client.
	 * @return a builder
	 */
	static RocketMqHttpClientBuilder builder() {
		return new RocketMqHttpClientBuilder();
	}

	/**
	 * Gives calls of this client a shorter time. A call ends when the limit is over, or
	 * when a time-out of the client is, whichever comes first.
	 * @param limit longest time of each call, its end measured from the beginning of the
	 * call; more than zero
	 * @return a view of this client; closing it closes nothing. A client that cannot
	 * limit single calls returns itself
	 */
	default RocketMqHttpClient within(Duration limit) {
		return this;
	}

	/**
	 * Publishes a normal, scheduled or ordered message.
	 * @param topic where to; its type must fit the message
	 * @param message the message, not a half one
	 * @return the broker's receipt
	 */
	PublishReceipt publish(String topic, OutboundMessage message);

	/**
	 * Publishes as {@link #publish(String, OutboundMessage)} does, without blocking.
	 * @param topic where to
	 * @param message the message, not a half one
	 * @return the broker's receipt, later
	 */
	CompletableFuture<PublishReceipt> publishAsync(String topic, OutboundMessage message);

	/**
	 * Publishes a half message: stored, but invisible until it is committed.
	 * @param topic where to, of type transaction
	 * @param message the message, with an immunity time
	 * @return the receipt; its handle is never {@code null} and good for the immunity
	 * time
	 */
	PublishReceipt publishHalf(String topic, OutboundMessage message);

	/**
	 * Publishes as {@link #publishHalf(String, OutboundMessage)} does, without blocking.
	 * @param topic where to
	 * @param message the message, with an immunity time
	 * @return the receipt, later
	 */
	CompletableFuture<PublishReceipt> publishHalfAsync(String topic, OutboundMessage message);

	/**
	 * Polls for messages.
	 * @param request the poll
	 * @return the deliveries, none when there is nothing
	 */
	List<ReceivedMessage> consume(ConsumeRequest request);

	/**
	 * Polls as {@link #consume(ConsumeRequest)} does, without blocking.
	 * @param request the poll
	 * @return the deliveries, later
	 */
	CompletableFuture<List<ReceivedMessage>> consumeAsync(ConsumeRequest request);

	/**
	 * Polls for ordered messages: nothing further of a sharding key until all of its
	 * delivered messages are acknowledged.
	 * @param request the poll
	 * @return the deliveries, in order within each sharding key, none when there is
	 * nothing
	 */
	List<ReceivedMessage> consumeOrderly(ConsumeRequest request);

	/**
	 * Polls as {@link #consumeOrderly(ConsumeRequest)} does, without blocking.
	 * @param request the poll
	 * @return the deliveries, later
	 */
	CompletableFuture<List<ReceivedMessage>> consumeOrderlyAsync(ConsumeRequest request);

	/**
	 * Polls for half messages that want a decision.
	 * @param request the poll, without a tag
	 * @return the back-checks, each with a handle that is good for about 10 s
	 */
	List<ReceivedMessage> consumeHalf(ConsumeRequest request);

	/**
	 * Polls as {@link #consumeHalf(ConsumeRequest)} does, without blocking.
	 * @param request the poll, without a tag
	 * @return the back-checks, later
	 */
	CompletableFuture<List<ReceivedMessage>> consumeHalfAsync(ConsumeRequest request);

	/**
	 * Acknowledges deliveries.
	 * @param topic where they came from
	 * @param consumerGroup the group that got them
	 * @param receiptHandles their handles, 1 to 16
	 * @throws io.github.rocketmqhttp.AcknowledgeException if some handles were refused;
	 * the others are acknowledged
	 */
	void acknowledge(String topic, String consumerGroup, List<String> receiptHandles);

	/**
	 * Acknowledges as {@link #acknowledge(String, String, List)} does, without blocking.
	 * @param topic where they came from
	 * @param consumerGroup the group that got them
	 * @param receiptHandles their handles, 1 to 16
	 * @return nothing, later
	 */
	CompletableFuture<Void> acknowledgeAsync(String topic, String consumerGroup, List<String> receiptHandles);

	/**
	 * Commits a half message: it becomes visible to consumers.
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param receiptHandle the handle from publishing or from a back-check
	 * @throws io.github.rocketmqhttp.AcknowledgeException if the handle has expired or is
	 * unknown
	 */
	void commit(String topic, String consumerGroup, String receiptHandle);

	/**
	 * Commits as {@link #commit(String, String, String)} does, without blocking.
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param receiptHandle the handle from publishing or from a back-check
	 * @return nothing, later
	 */
	CompletableFuture<Void> commitAsync(String topic, String consumerGroup, String receiptHandle);

	/**
	 * Rolls a half message back: nobody will ever see it.
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param receiptHandle the handle from publishing or from a back-check
	 * @throws io.github.rocketmqhttp.AcknowledgeException if the handle has expired or is
	 * unknown
	 */
	void rollback(String topic, String consumerGroup, String receiptHandle);

	/**
	 * Rolls back as {@link #rollback(String, String, String)} does, without blocking.
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param receiptHandle the handle from publishing or from a back-check
	 * @return nothing, later
	 */
	CompletableFuture<Void> rollbackAsync(String topic, String consumerGroup, String receiptHandle);

	/**
	 * What the answers so far say about the server; sends nothing.
	 * @return the state of this moment
	 */
	ServerStatus serverStatus();

	/**
	 * How the connections are used; those of former TLS settings are left out.
	 * @return the numbers of this moment
	 */
	ConnectionUse connectionUse();

	/**
	 * Exchanges the TLS settings while the client is in use, for renewed certificates for
	 * example. Calls that begin afterwards use connections made with the new settings;
	 * idle connections are closed at once, those of running calls when these have ended.
	 * A closed client ignores it.
	 * @param tls the new settings
	 */
	void replaceTls(TlsSettings tls);

	/**
	 * Refuses new calls, lets running ones end within the drain time-out, aborts the rest
	 * and closes all connections. A second call does nothing.
	 */
	@Override
	void close();

}
