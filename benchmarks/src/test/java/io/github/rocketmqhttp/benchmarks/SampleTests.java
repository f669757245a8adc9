package io.github.rocketmqhttp.benchmarks;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Sample}.
 */
class SampleTests {

	private final Sample sample = new Sample(2000, Duration.ofMillis(500), Duration.ofNanos(123_456),
			Duration.ofMillis(4), 6_000_000, Duration.ofMillis(30), Duration.ZERO, 5);

	@Test
	void figuresArePerSecondAndPerPublish() {
		assertThat(this.sample.throughput()).isEqualTo(4000);
		assertThat(this.sample.allocatedPerOperation()).isEqualTo(3000);
		assertThat(this.sample.cpuMicrosPerOperation()).isEqualTo(15);
		assertThat(this.sample.withStubCpu(Duration.ofMillis(10)).stubCpuMicrosPerOperation()).isEqualTo(5);
	}

	@Test
	void aLineCarriesEverything() {
		assertThat(Sample.parse(this.sample.toLine())).isEqualTo(this.sample);
	}

}
