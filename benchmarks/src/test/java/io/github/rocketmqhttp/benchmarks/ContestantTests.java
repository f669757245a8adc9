package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for every {@link Contestant} against the {@link StubServer}.
 */
class ContestantTests {

	private StubServer stub;

	@BeforeEach
	void startStub() throws Exception {
		this.stub = new StubServer();
		this.stub.start();
	}

	@AfterEach
	void closeStub() throws Exception {
		this.stub.close();
	}

	@ParameterizedTest
	@EnumSource
	void everybodyPublishesFromSeveralThreads(Contestant contestant) throws Exception {
		LoadGenerator generator = new LoadGenerator();
		try (Publisher publisher = contestant.connect(this.stub.endpoint())) {
			Sample sample = generator.run(publisher, 4, Duration.ofMillis(100));
			assertThat(sample.operations()).isPositive();
			assertThat(sample.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
			assertThat(sample.p99()).isGreaterThanOrEqualTo(sample.p50()).isPositive();
		}
	}

	@Test
	void aClientThatFailsEndsTheRunWithItsException() {
		Publisher broken = new Publisher() {
			@Override
			public void publish(int caller) throws IOException {
				throw new IOException("broken on purpose");
			}

			@Override
			public void close() {
			}
		};
		assertThatIllegalStateException().isThrownBy(() -> new LoadGenerator().run(broken, 2, Duration.ofMillis(100)))
			.withMessageContaining("broken on purpose")
			.withCauseInstanceOf(IOException.class);
	}

}
