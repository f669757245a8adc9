package io.github.rocketmqhttp.observation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.observation.PublishContext.MessageType;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The default conventions give what the documentation says: always the same keys to
 * meters.
 */
class DefaultConventionsTests {

	@ParameterizedTest
	@EnumSource
	void metersGetExactlyTheKeysThatAreDocumented(RocketMqHttpObservation kind) throws Exception {
		for (Observation.Context context : contexts(kind)) {
			ObservationConvention<Observation.Context> convention = convention(kind);
			assertThat(convention.getName()).isEqualTo(kind.getName());
			assertThat(convention.supportsContext(context)).isTrue();
			assertThat(names(convention.getLowCardinalityKeyValues(context)))
				.containsExactlyInAnyOrderElementsOf(names(kind.getLowCardinalityKeyNames()));
			context.setError(new ServiceException("text with an id", 500, "Invented-" + System.nanoTime(), "id", null,
					true, true));
			assertThat(convention.getLowCardinalityKeyValues(context))
				.contains(KeyValue.of("error.type", ServiceException.class.getName()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void spansGetNoFurtherKeysThanThoseDocumented(RocketMqHttpObservation kind) throws Exception {
		List<String> found = contexts(kind).stream()
			.flatMap((context) -> names(convention(kind).getHighCardinalityKeyValues(context)).stream())
			.distinct()
			.toList();
		assertThat(found).containsExactlyInAnyOrderElementsOf(names(kind.getHighCardinalityKeyNames()));
	}

	@ParameterizedTest
	@MethodSource("allContexts")
	void eachContextBelongsToOneConvention(Observation.Context context) {
		assertThat(RocketMqHttpObservation.values()).filteredOn((kind) -> convention(kind).supportsContext(context))
			.hasSize(1);
	}

	static Stream<Observation.Context> allContexts() {
		return Arrays.stream(RocketMqHttpObservation.values()).flatMap((kind) -> contexts(kind).stream());
	}

	private static List<? extends Observation.Context> contexts(RocketMqHttpObservation kind) {
		return switch (kind) {
			case PUBLISH -> List.of(publish(MessageType.NORMAL), publish(MessageType.FIFO), publish(MessageType.DELAY));
			case HALF_MESSAGE -> List.of(publish(MessageType.TRANSACTION));
			case DECISION -> List.of(new DecisionContext("orders", "GID_orders", "id", Map.of(), true),
					new DecisionContext("orders", "GID_orders", "id", Map.of(), false));
			case BACK_CHECK -> List.of(new BackCheckContext("orders", "GID_orders", "id", Map.of(), 1));
			case LISTENER -> List.of(new ListenerContext("listener", "orders", "GID_billing", List.of(message())),
					new ListenerContext("listener", "orders", "GID_billing", List.of(message(), message())));
			case INBOX -> List.of(new InboxContext("GID_billing"));
		};
	}

	private static PublishContext publish(MessageType type) {
		PublishContext context = new PublishContext("orders", type);
		context.setTag("created");
		context.setMessageId("id");
		return context;
	}

	private static ReceivedMessage message() {
		return new ReceivedMessage("id", "handle", "body", null, null, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 1,
				Map.of());
	}

	@SuppressWarnings("unchecked")
	private static ObservationConvention<Observation.Context> convention(RocketMqHttpObservation kind) {
		try {
			return (ObservationConvention<Observation.Context>) kind.getDefaultConvention()
				.getDeclaredConstructor()
				.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> names(KeyValues values) {
		return values.stream().map(KeyValue::getKey).toList();
	}

	private static List<String> names(KeyName[] names) {
		return Arrays.stream(names).map(KeyName::asString).toList();
	}

}
