package io.github.rocketmqhttp.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * Says where a run took place and how much other processes disturbed it.
 */
final class Machine {

	// Others disturb contestants with many threads more than those with few.
	private static final double TOLERABLE = 0.1;

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final long start = System.nanoTime();

	private final Duration cpuBefore;

	/**
	 * Starts to watch.
	 * @param cpu what the benchmark's processes have used so far
	 */
	Machine(Duration cpu) {
		this.cpuBefore = cpu;
		// Each call tells the load since the one before.
		this.system.getCpuLoad();
	}

	/**
	 * Describes the machine in one line.
	 * @param cpu what the benchmark's processes have used by now
	 * @return the line, with the share of the processors that others took meanwhile
	 */
	String describe(Duration cpu) {
		double available = (System.nanoTime() - this.start) * (double) this.system.getAvailableProcessors();
		double own = cpu.minus(this.cpuBefore).toNanos() / available;
		double others = Math.max(0, this.system.getCpuLoad() - own);
		return String.format(Locale.ROOT,
				"%d processors, %s %s, Java %s; other processes took %.0f %% of the processors%s",
				this.system.getAvailableProcessors(), this.system.getName(), this.system.getArch(), Runtime.version(),
				100 * others, (others > TOLERABLE) ? ": too much for ratios, run again when they are quiet" : "");
	}

}
