package io.github.rocketmqhttp.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * Lets a number of threads publish as fast as they can, each one its next message when it
 * has its answer, and measures.
 */
final class LoadGenerator {

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final List<Caller> callers = new ArrayList<>();

	private final int threadsBefore = this.threads.getThreadCount();

	/**
	 * Prepares callers; create it before the client, so that the client's own threads can
	 * be told apart.
	 */
	LoadGenerator() {
		for (int i = 0; i < Workload.MAX_CALLERS; i++) {
			this.callers.add(new Caller(i));
		}
	}

	/**
	 * Measures once. Not for concurrent use.
	 * @param publisher the client
	 * @param count how many threads publish
	 * @param duration for how long they start new publishes
	 * @return what was measured
	 * @throws IllegalStateException if a publish failed; the client's exception is its
	 * cause
	 */
	Sample run(Publisher publisher, int count, Duration duration) throws InterruptedException {
		List<Caller> active = this.callers.subList(0, count);
		Caller.Gates gates = new Caller.Gates(count);
		for (Caller caller : active) {
			caller.start(publisher, duration, gates);
		}
		gates.ready().await();
		Map<Long, Long> allocatedBefore = allocatedBytes();
		long cpuBefore = this.system.getProcessCpuTime();
		long start = System.nanoTime();
		gates.go().countDown();
		gates.done().await();
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		Duration cpu = Duration.ofNanos(this.system.getProcessCpuTime() - cpuBefore);
		Map<Long, Long> allocatedAfter = allocatedBytes();
		int extraThreads = this.threads.getThreadCount() - this.threadsBefore - count;
		gates.leave().countDown();
		allocatedAfter.replaceAll((id, bytes) -> bytes - allocatedBefore.getOrDefault(id, 0L));
		long allocated = allocatedAfter.values().stream().mapToLong(Long::longValue).sum();
		int[] latencies = latencies(active);
		return new Sample(latencies.length, elapsed, nanos(latencies, 50), nanos(latencies, 99), allocated, cpu,
				Duration.ZERO, extraThreads);
	}

	private Map<Long, Long> allocatedBytes() {
		long[] ids = this.threads.getAllThreadIds();
		long[] bytes = this.threads.getThreadAllocatedBytes(ids);
		Map<Long, Long> allocated = new HashMap<>();
		for (int i = 0; i < ids.length; i++) {
			// -1 for a thread that has ended meanwhile.
			allocated.put(ids[i], Math.max(0, bytes[i]));
		}
		return allocated;
	}

	private static Duration nanos(int[] latencies, double percent) {
		return Duration.ofNanos(Statistics.percentile(latencies, percent));
	}

	private static int[] latencies(List<Caller> active) {
		int[] all = new int[active.stream().mapToInt(Caller::count).sum()];
		int filled = 0;
		for (Caller caller : active) {
			caller.copyLatencies(all, filled);
			filled += caller.count();
		}
		Arrays.sort(all);
		return all;
	}

}
