package io.github.rocketmqhttp.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the starter. Names of keys follow OpenTelemetry's semantic
 * conventions for messaging where these have one.
 */
public enum RocketMqHttpObservation implements ObservationDocumentation {

	/** A normal, ordered or scheduled message is published, all attempts included. */
	PUBLISH("rocketmq.http.publish", DefaultPublishObservationConvention.class),

	/** A half message is published, all attempts included. */
	HALF_MESSAGE("rocketmq.http.half.message", DefaultHalfMessageObservationConvention.class),

	/** The broker is told to commit a half message, or to roll it back. */
	DECISION("rocketmq.http.decision", DefaultDecisionObservationConvention.class),

	/** A back-check is answered: whoever knows is asked, and the broker is told. */
	BACK_CHECK("rocketmq.http.back.check", DefaultBackCheckObservationConvention.class),

	/** A listener handles a message, or the messages of one call, all tries included. */
	LISTENER("rocketmq.http.listener", DefaultListenerObservationConvention.class),

	/** The inbox of an idempotent listener notes a message, or looks for one. */
	INBOX("rocketmq.http.inbox", DefaultInboxObservationConvention.class);

	private final String name;

	private final Class<? extends ObservationConvention<? extends Context>> convention;

	RocketMqHttpObservation(String name, Class<? extends ObservationConvention<? extends Context>> convention) {
		this.name = name;
		this.convention = convention;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return switch (this) {
			case PUBLISH, HALF_MESSAGE -> messaging(LowCardinalityKeys.MESSAGE_TYPE);
			case DECISION -> messaging(LowCardinalityKeys.CONSUMER_GROUP);
			case BACK_CHECK -> messaging(LowCardinalityKeys.CONSUMER_GROUP, LowCardinalityKeys.ANSWER,
					LowCardinalityKeys.ANSWER_REASON);
			case LISTENER -> messaging(LowCardinalityKeys.CONSUMER_GROUP, LowCardinalityKeys.LISTENER_ID);
			case INBOX -> new KeyName[] { LowCardinalityKeys.CONSUMER_GROUP, LowCardinalityKeys.INBOX_RESULT,
					LowCardinalityKeys.ERROR_TYPE };
		};
	}

	private static KeyName[] messaging(KeyName... further) {
		return KeyName.merge(
				new KeyName[] { LowCardinalityKeys.SYSTEM, LowCardinalityKeys.OPERATION_NAME,
						LowCardinalityKeys.OPERATION_TYPE, LowCardinalityKeys.DESTINATION },
				further, new KeyName[] { LowCardinalityKeys.ERROR_TYPE });
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return switch (this) {
			case PUBLISH, HALF_MESSAGE -> new KeyName[] { HighCardinalityKeys.MESSAGE_ID, HighCardinalityKeys.TAG };
			case DECISION -> new KeyName[] { HighCardinalityKeys.MESSAGE_ID };
			case BACK_CHECK -> new KeyName[] { HighCardinalityKeys.MESSAGE_ID, HighCardinalityKeys.CHECKS };
			case LISTENER -> new KeyName[] { HighCardinalityKeys.MESSAGE_ID, HighCardinalityKeys.DELIVERY,
					HighCardinalityKeys.MESSAGE_COUNT };
			case INBOX -> new KeyName[0];
		};
	}

	/**
	 * Keys with few values: those of spans and of meters.
	 */
	public enum LowCardinalityKeys implements KeyName {

		/** Always {@code rocketmq}. */
		SYSTEM("messaging.system"),

		/** What is done. */
		OPERATION_NAME("messaging.operation.name"),

		/** What kind of operation that is: send, settle or process. */
		OPERATION_TYPE("messaging.operation.type"),

		/** The topic. */
		DESTINATION("messaging.destination.name"),

		/** The consumer group. */
		CONSUMER_GROUP("messaging.consumer.group.name"),

		/** The kind of message: normal, fifo, delay or transaction. */
		MESSAGE_TYPE("messaging.rocketmq.message.type"),

		/**
		 * The service's error code, or the class of the exception; {@code none} without a
		 * failure.
		 */
		ERROR_TYPE("error.type"),

		/** The id of the listener. */
		LISTENER_ID("rocketmq.http.listener.id"),

		/** The answer to a back-check: commit, rollback or unknown. */
		ANSWER("rocketmq.http.answer"),

		/** Why the answer is what it is, or why the broker has none. */
		ANSWER_REASON("rocketmq.http.answer.reason"),

		/**
		 * What the inbox said: noted, collision, known or unknown; {@code none} after a
		 * failure.
		 */
		INBOX_RESULT("rocketmq.http.inbox.result");

		private final String key;

		LowCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with any number of values: those of spans alone.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/**
		 * Id of the message; of several, separated by commas. When publishing, there is
		 * none before the broker has answered.
		 */
		MESSAGE_ID("messaging.message.id"),

		/** Tag of the message, if it has one. */
		TAG("messaging.rocketmq.message.tag"),

		/** How many messages one call of a listener gets, where it takes a list. */
		MESSAGE_COUNT("messaging.batch.message_count"),

		/** Which delivery of the message it is, from 1. */
		DELIVERY("rocketmq.http.delivery"),

		/** How often the broker has asked about the half message, from 1. */
		CHECKS("rocketmq.http.checks");

		private final String key;

		HighCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
