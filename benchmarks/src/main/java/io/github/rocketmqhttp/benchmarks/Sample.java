package io.github.rocketmqhttp.benchmarks;

import java.time.Duration;

/**
 * What one measurement found. Travels between two processes as a line of text.
 *
 * @param operations publishes that were answered
 * @param elapsed from the common start to the end of the last caller
 * @param p50 median latency of one publish
 * @param p99 latency that 1 % of the publishes exceeded
 * @param allocatedBytes heap that all Java threads of the process allocated
 * @param cpu processor time that the client's process used
 * @param stubCpu processor time that the stub's process used meanwhile; zero until the
 * measuring process has filled it in
 * @param extraThreads Java threads that the client runs besides its callers
 */
record Sample(long operations, Duration elapsed, Duration p50, Duration p99, long allocatedBytes, Duration cpu,
		Duration stubCpu, int extraThreads) {

	/**
	 * Publishes per second.
	 */
	double throughput() {
		return this.operations * 1e9 / this.elapsed.toNanos();
	}

	/**
	 * Heap bytes per publish.
	 */
	double allocatedPerOperation() {
		return (double) this.allocatedBytes / this.operations;
	}

	/**
	 * Processor microseconds of the client's process per publish.
	 */
	double cpuMicrosPerOperation() {
		return this.cpu.toNanos() / 1e3 / this.operations;
	}

	/**
	 * Processor microseconds of the stub's process per publish.
	 */
	double stubCpuMicrosPerOperation() {
		return this.stubCpu.toNanos() / 1e3 / this.operations;
	}

	Sample withStubCpu(Duration time) {
		return new Sample(this.operations, this.elapsed, this.p50, this.p99, this.allocatedBytes, this.cpu, time,
				this.extraThreads);
	}

	String toLine() {
		return String.join(" ", Long.toString(this.operations), this.elapsed.toString(), this.p50.toString(),
				this.p99.toString(), Long.toString(this.allocatedBytes), this.cpu.toString(), this.stubCpu.toString(),
				Integer.toString(this.extraThreads));
	}

	static Sample parse(String line) {
		String[] parts = line.split(" ", -1);
		return new Sample(Long.parseLong(parts[0]), Duration.parse(parts[1]), Duration.parse(parts[2]),
				Duration.parse(parts[3]), Long.parseLong(parts[4]), Duration.parse(parts[5]), Duration.parse(parts[6]),
				Integer.parseInt(parts[7]));
	}

}
