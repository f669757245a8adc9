package io.github.rocketmqhttp.core;

/**
 * Names of the headers of a received {@link org.springframework.messaging.Message}. The
 * message's own properties are headers under their own names.
 */
public final class RocketMqHttpHeaders {

	/** Id of the message, a String. */
	public static final String MESSAGE_ID = "rocketmqHttp_messageId";

	/** Topic that the message came from, a String. */
	public static final String TOPIC = "rocketmqHttp_topic";

	/** Consumer group that got the message, a String. */
	public static final String CONSUMER_GROUP = "rocketmqHttp_consumerGroup";

	/** Tag of the message, a String; absent when it has none. */
	public static final String TAG = "rocketmqHttp_tag";

	/** Business key of the message, a String; absent when it has none. */
	public static final String KEY = "rocketmqHttp_key";

	/** Sharding key of an ordered message, a String; absent when it has none. */
	public static final String SHARDING_KEY = "rocketmqHttp_shardingKey";

	/** When the broker stored the message, an {@link java.time.Instant}. */
	public static final String PUBLISH_TIME = "rocketmqHttp_publishTime";

	/** When an unacknowledged message comes back, an {@link java.time.Instant}. */
	public static final String INVISIBLE_UNTIL = "rocketmqHttp_invisibleUntil";

	/** Deliveries so far, an Integer from 1. */
	public static final String CONSUMED_TIMES = "rocketmqHttp_consumedTimes";

	/** Proof of this delivery, a String. */
	public static final String RECEIPT_HANDLE = "rocketmqHttp_receiptHandle";

	/** The delivery as it was read, a {@code ReceivedMessage}. */
	public static final String RECEIVED_MESSAGE = "rocketmqHttp_receivedMessage";

	private RocketMqHttpHeaders() {
	}

}
