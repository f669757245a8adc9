package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker refuses an answer that comes after its handle is dead, so it is not sent, and
 * the message stays in doubt until the next check.
 */
class LateAnswerTests {

	private static final BackCheckAnswer COMMIT = new BackCheckAnswer(TransactionResolution.COMMIT,
			AnswerReason.HANDLER);

	private final TransactionFixture first = TransactionFixture.start();

	/** It does not poll, so that the test has the only handle. */
	private final TransactionFixture app = this.first.another(Orders.class, TransactionLogTests.Log.class);

	private final InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();

	private final List<String> told = new ArrayList<>();

	@AfterEach
	void stop() {
		this.app.close();
		this.first.close();
	}

	@Test
	void anAnswerWhoseHandleIsDeadIsNotSentAndStaysInDoubt() {
		assertThat(finish(System.nanoTime())).isFalse();
		assertThat(this.told).isEmpty();
		assertThat(this.inDoubt.list()).singleElement().satisfies((message) -> {
			assertThat(message.reason()).isEqualTo(AnswerReason.TOO_LATE);
			assertThat(message.answer()).isEqualTo(TransactionResolution.COMMIT);
		});
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
	}

	@Test
	void anAnswerInTimeIsSent() {
		assertThat(finish(System.nanoTime() + BackCheckResponder.HANDLE_LIFE.toNanos())).isTrue();
		assertThat(this.told).containsExactly("told");
		assertThat(this.inDoubt.list()).isEmpty();
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	private boolean finish(long dead) {
		HookedOperations operations = this.app.get(HookedOperations.class);
		operations.beforeDecision = () -> this.told.add("told");
		BackCheckEndpoint endpoint = new BackCheckEndpoint("orders", TransactionFixture.GROUP);
		BackCheckResponder responder = new BackCheckResponder(endpoint, operations,
				new BackCheckAnswerer(this.app.get(TransactionCoordinator.class),
						this.app.get(BackCheckHandlerRegistry.class)),
				this.inDoubt, MessageObservations.NONE);
		return responder.finish(responder.begin(halfMessage(), dead), COMMIT);
	}

	private ReceivedMessage halfMessage() {
		RocketMqHttpClient client = this.app.get(RocketMqHttpClient.class);
		client.publishHalf("orders", OutboundMessage.of("o-1").immunityTime(Duration.ofSeconds(30)).build());
		this.app.broker.advance(Duration.ofSeconds(31));
		return client.consumeHalf(ConsumeRequest.of("orders", TransactionFixture.GROUP)).get(0);
	}

}
