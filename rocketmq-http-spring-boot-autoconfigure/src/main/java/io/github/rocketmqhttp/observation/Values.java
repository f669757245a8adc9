package io.github.rocketmqhttp.observation;

import java.util.Locale;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.HighCardinalityKeys;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;

/**
 * Values that all conventions share.
 */
final class Values {

	static final String SYSTEM = "rocketmq";

	static final String SEND = "send";

	static final String PROCESS = "process";

	static final String SETTLE = "settle";

	static final String NONE = KeyValue.NONE_VALUE;

	static final String SEPARATOR = ",";

	private Values() {
	}

	static KeyValues messaging(Observation.Context context, String operation, String type, String topic) {
		return KeyValues.of(LowCardinalityKeys.SYSTEM.withValue(SYSTEM),
				LowCardinalityKeys.OPERATION_NAME.withValue(operation),
				LowCardinalityKeys.OPERATION_TYPE.withValue(type), LowCardinalityKeys.DESTINATION.withValue(topic),
				errorType(context));
	}

	static KeyValues publish(PublishContext context, String operation) {
		return messaging(context, operation, SEND, context.getTopic())
			.and(LowCardinalityKeys.MESSAGE_TYPE.withValue(lowerCase(context.getType())));
	}

	static KeyValues published(PublishContext context) {
		KeyValues values = KeyValues.empty();
		String id = context.getMessageId();
		if (id != null) {
			values = values.and(HighCardinalityKeys.MESSAGE_ID.withValue(id));
		}
		String tag = context.getTag();
		return (tag != null) ? values.and(HighCardinalityKeys.TAG.withValue(tag)) : values;
	}

	/**
	 * The error codes of the service are known and few; one that is not is named by the
	 * exception.
	 */
	static KeyValue errorType(Observation.Context context) {
		Throwable error = context.getError();
		if (error == null) {
			return LowCardinalityKeys.ERROR_TYPE.withValue(NONE);
		}
		String code = (error instanceof RocketMqHttpException ours)
				? ErrorCode.ofWireName(ours.getErrorCode()).map(ErrorCode::wireName).orElse(null) : null;
		return LowCardinalityKeys.ERROR_TYPE.withValue((code != null) ? code : error.getClass().getName());
	}

	private static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
