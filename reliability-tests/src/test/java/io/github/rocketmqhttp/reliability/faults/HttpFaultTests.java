package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.LongStream;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * What each fault looks like to the client and in the broker.
 */
class HttpFaultTests {

	@ParameterizedTest
	@EnumSource(HttpFault.class)
	void aHalfMessageIsInTheBrokerExactlyIfItsRequestGotThere(HttpFault fault) throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(fault, 7))) {
			if (fault.reachesClient()) {
				PublishReceipt receipt = setup.publishHalf("body");
				assertThat(setup.half()).singleElement().returns(receipt.messageId(), (half) -> half.messageId());
			}
			else {
				RocketMqHttpException failure = catchThrowableOfType(RocketMqHttpException.class,
						() -> setup.publishHalf("body"));
				assertThat(failure).isNotNull().returns(true, RocketMqHttpException::isAmbiguous);
				await().untilAsserted(() -> assertThat(setup.half()).hasSize(fault.reachesBroker() ? 1 : 0));
			}
			assertThat(setup.proxy.counts().of(HttpOperation.HALF_PUBLISH, fault)).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource(value = HttpFault.class, names = { "SERVER_ERROR_BEFORE_SEND", "SERVER_ERROR_AFTER_SEND" })
	void aServerErrorIsAnAnswerAndTheConnectionGoesOn(HttpFault fault) throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(fault, 7))) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> setup.publishHalf("first"))
				.returns(503, ServiceException::getHttpStatus);
			setup.proxy.calm();
			assertThat(setup.publishHalf("second").messageId()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(value = HttpFault.class, names = { "DROP_BEFORE_SEND", "DROP_AFTER_SEND" })
	void aDropCutsTheConnection(HttpFault fault) throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(fault, 7))) {
			assertThatExceptionOfType(TransportException.class).isThrownBy(() -> setup.publishHalf("body"))
				.withMessageContaining("broke");
		}
	}

	@Test
	void anAnswerThatIsCutAnywhereIsNoSuccess() throws IOException {
		try (ProxiedBroker setup = ProxiedBroker.with(ProxiedBroker.always(HttpFault.TRUNCATED_ANSWER, 7))) {
			for (int i = 0; i < 60; i++) {
				assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> setup.publishHalf("body"));
			}
			assertThat(setup.half()).hasSize(60);
		}
	}

	@Test
	void aDelayHoldsTheRequestBack() throws IOException {
		Duration longest = Duration.ofMillis(400);
		try (ProxiedBroker setup = new ProxiedBroker(ProxiedBroker.always(HttpFault.DELAY, longDelay()),
				FaultProxy.BLACK_HOLE, longest, Duration.ofSeconds(20))) {
			long start = System.nanoTime();
			setup.publishHalf("body");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(longest.dividedBy(2));
		}
	}

	@Test
	void aDelayedRequestArrivesAlsoWhenItsSenderHasGivenUp() throws IOException {
		try (ProxiedBroker setup = new ProxiedBroker(ProxiedBroker.always(HttpFault.DELAY, longDelay()),
				FaultProxy.BLACK_HOLE, Duration.ofSeconds(1), Duration.ofMillis(50))) {
			assertThatExceptionOfType(TransportException.class).isThrownBy(() -> setup.publishHalf("body"))
				.withMessageContaining("no answer came in time");
			await().untilAsserted(() -> assertThat(setup.half()).hasSize(1));
		}
	}

	@Test
	void aBlackHoleCutsTheClientOffAfterItsTime() throws IOException {
		Duration blackHole = Duration.ofMillis(300);
		try (ProxiedBroker setup = new ProxiedBroker(ProxiedBroker.always(HttpFault.BLACK_HOLE_BEFORE_SEND, 7),
				blackHole, FaultProxy.LONGEST_DELAY, Duration.ofSeconds(20))) {
			long start = System.nanoTime();
			assertThatExceptionOfType(TransportException.class).isThrownBy(() -> setup.publishHalf("body"))
				.withMessageContaining("broke");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(blackHole);
		}
	}

	@ParameterizedTest
	@EnumSource(value = HttpFault.class, names = { "BLACK_HOLE_BEFORE_SEND", "BLACK_HOLE_AFTER_SEND" })
	void aClientMayGiveUpOnABlackHole(HttpFault fault) throws IOException {
		try (ProxiedBroker setup = new ProxiedBroker(ProxiedBroker.always(fault, 7), Duration.ofMinutes(1),
				FaultProxy.LONGEST_DELAY, Duration.ofMillis(300))) {
			assertThatExceptionOfType(TransportException.class).isThrownBy(() -> setup.publishHalf("body"))
				.withMessageContaining("no answer came in time");
			await().untilAsserted(() -> assertThat(setup.half()).hasSize(fault.reachesBroker() ? 1 : 0));
		}
	}

	/**
	 * A seed whose first publish is held back for more than half of the longest delay.
	 */
	private static long longDelay() {
		return LongStream.range(0, 1000)
			.filter((seed) -> new FaultDraws<>(HttpOperation.class, ProxiedBroker.always(HttpFault.DELAY, seed))
				.next(HttpOperation.HALF_PUBLISH, EnumSet.allOf(HttpFault.class))
				.share() > 0.6)
			.findFirst()
			.orElseThrow();
	}

}
