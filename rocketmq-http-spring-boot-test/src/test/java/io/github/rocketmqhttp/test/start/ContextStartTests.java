package io.github.rocketmqhttp.test.start;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.test.RocketMqHttpTest;
import io.github.rocketmqhttp.test.shop.Orders;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The slice starts not much slower than the same application without us.
 */
@Tag("proof")
class ContextStartTests {

	private static final int WARM_UP = 5;

	private static final int STARTS = Integer.getInteger("context.starts", 15);

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	/**
	 * Asserted is the processor time of the thread that starts, which other programs on
	 * the machine hardly change; the time on the clock is told with it, and what is left
	 * of the slice without us.
	 */
	@Test
	void theSliceStartsInAtMostOneAndAHalfTimesWhatTheApplicationTakesWithoutUs() {
		List<Start> slice = new ArrayList<>();
		List<Start> application = new ArrayList<>();
		List<Start> sliceWithoutUs = new ArrayList<>();
		for (int i = -WARM_UP; i < STARTS; i++) {
			Start first = Start.of(Slice.class);
			Start second = Start.of(ApplicationWithoutUs.class);
			Start third = Start.of(SliceWithoutUs.class);
			if (i >= 0) {
				slice.add(first);
				application.add(second);
				sliceWithoutUs.add(third);
			}
		}
		double ratio = report("processor", "application", slice, application, Start::cpu);
		report("clock", "application", slice, application, Start::clock);
		report("processor", "slice", slice, sliceWithoutUs, Start::cpu);
		report("clock", "slice", slice, sliceWithoutUs, Start::clock);
		assertThat(ratio).isLessThanOrEqualTo(1.5);
	}

	private static double report(String what, String other, List<Start> slice, List<Start> starts,
			ToLongFunction<Start> time) {
		double ratio = (double) median(slice, time) / median(starts, time);
		System.out.printf(Locale.ROOT,
				"Context start, median of %d in turn, %s: slice %.1f ms, %s without us %.1f ms, ratio %.2f%n", STARTS,
				what, median(slice, time) / 1e6, other, median(starts, time) / 1e6, ratio);
		return ratio;
	}

	private static long median(List<Start> starts, ToLongFunction<Start> time) {
		return starts.stream().mapToLong(time).sorted().skip(starts.size() / 2).findFirst().orElseThrow();
	}

	@Test
	void allStartTheSameApplication() {
		assertThat(context(Slice.class).getBeanProvider(RocketMqHttpClient.class)).isNotEmpty();
		assertThat(context(Slice.class).getBean(Orders.class).ids()).isEmpty();
		for (Class<?> without : List.of(ApplicationWithoutUs.class, SliceWithoutUs.class)) {
			assertThat(context(without).getBeanProvider(RocketMqHttpClient.class)).isEmpty();
			assertThat(context(without).getBean(Orders.class).ids()).isEmpty();
		}
		ClassLoader loader = getClass().getClassLoader();
		assertThat(ImportCandidates.load(WithoutUs.class, loader).getCandidates())
			.isEqualTo(ImportCandidates.load(RocketMqHttpTest.class, loader).getCandidates());
	}

	/**
	 * How long one start has taken.
	 *
	 * @param cpu nanoseconds of the thread's processor time
	 * @param clock nanoseconds on the clock
	 */
	private record Start(long cpu, long clock) {

		static Start of(Class<?> test) {
			long clock = System.nanoTime();
			long cpu = THREADS.getCurrentThreadCpuTime();
			TestContext context = new TestContextManager(test).getTestContext();
			context.getApplicationContext();
			Start start = new Start(THREADS.getCurrentThreadCpuTime() - cpu, System.nanoTime() - clock);
			context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
			return start;
		}

	}

	@RocketMqHttpTest
	@ContextConfiguration(classes = ShopApplication.class)
	static class Slice {

	}

	@SpringBootTest(classes = ShopApplication.class,
			properties = "spring.autoconfigure.exclude="
					+ "io.github.rocketmqhttp.autoconfigure.RocketMqHttpAutoConfiguration,"
					+ "io.github.rocketmqhttp.autoconfigure.RocketMqHttpActuatorAutoConfiguration,"
					+ "io.github.rocketmqhttp.autoconfigure.RocketMqHttpDisabledAutoConfiguration,"
					+ "io.github.rocketmqhttp.autoconfigure.RocketMqHttpJackson2AutoConfiguration,"
					+ "io.github.rocketmqhttp.autoconfigure.RocketMqHttpJackson3AutoConfiguration")
	static class ApplicationWithoutUs {

	}

	@WithoutUs
	@ContextConfiguration(classes = ShopApplication.class)
	static class SliceWithoutUs {

	}

	private static ApplicationContext context(Class<?> test) {
		return new TestContextManager(test).getTestContext().getApplicationContext();
	}

}
