import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Calls of an annotated method that inserts a row, by 8 threads, with two versions of the
 * starter: one broker and one PostgreSQL for both, a process for each measurement, first
 * one version, then the other. Started by {@code compare.sh}.
 */
public final class AnnotatedComparison {

	private static final int THREADS = 8;

	private static final Duration WARM_UP = Duration.ofSeconds(8);

	private static final Duration MEASURED = Duration.ofSeconds(12);

	private AnnotatedComparison() {
	}

	/**
	 * Compares.
	 * @param arguments rounds, class path of the version before, class path of the version
	 * after
	 */
	public static void main(String[] arguments) throws Exception {
		int rounds = Integer.parseInt(arguments[0]);
		List<Double> ratios = new ArrayList<>();
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
					.topic("orders", TopicType.TRANSACTION)
					.start()) {
			for (int round = 0; round < rounds; round++) {
				boolean beforeFirst = round % 2 == 0;
				double first = measure(arguments[beforeFirst ? 1 : 2], postgres, broker);
				double second = measure(arguments[beforeFirst ? 2 : 1], postgres, broker);
				double before = beforeFirst ? first : second;
				double after = beforeFirst ? second : first;
				ratios.add(after / before);
				System.out.printf(Locale.ROOT, "round %d: before %.0f/s, after %.0f/s, ratio %.3f%n", round + 1, before,
						after, after / before);
			}
		}
		double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		System.out.printf(Locale.ROOT, "ratio annotated = %.3f (min %.3f, max %.3f)%n", sorted[sorted.length / 2],
				sorted[0], sorted[sorted.length - 1]);
	}

	private static double measure(String classPath, EmbeddedPostgres postgres, RocketMqHttpBroker broker)
			throws IOException {
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
				"-XX:+UseParallelGC", "-cp", classPath, Caller.class.getName(),
				postgres.getJdbcUrl("postgres", "postgres"), broker.endpoint().toString());
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		try (BufferedReader output = process.inputReader()) {
			return output.lines()
				.filter((line) -> line.startsWith("calls/s "))
				.mapToDouble((line) -> Double.parseDouble(line.substring("calls/s ".length())))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("The process ended without a result: " + classPath));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The process that is measured.
	 */
	public static final class Caller {

		private Caller() {
		}

		/**
		 * Measures.
		 * @param arguments database and broker
		 */
		public static void main(String[] arguments) throws Exception {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run("--spring.datasource.url=" + arguments[0], "--spring.datasource.hikari.maximum-pool-size=12",
						"--rocketmq-http.endpoint=" + arguments[1], "--rocketmq-http.access-key-id=ak",
						"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.consumer-group=GID_annotated",
						"--rocketmq-http.topic=orders", "--rocketmq-http.transaction.log.initialize-schema=always",
						"--logging.level.root=warn", "--spring.main.banner-mode=off")) {
				context.getBean(JdbcTemplate.class)
					.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(60) PRIMARY KEY)");
				Orders orders = context.getBean(Orders.class);
				String run = Long.toString(System.nanoTime(), 36);
				call(orders, run + "-w", WARM_UP);
				long start = System.nanoTime();
				long calls = call(orders, run + "-m", MEASURED);
				System.out.printf(Locale.ROOT, "calls/s %.1f%n", calls * 1e9 / (System.nanoTime() - start));
			}
		}

		private static long call(Orders orders, String prefix, Duration duration) throws Exception {
			long end = System.nanoTime() + duration.toNanos();
			AtomicLong calls = new AtomicLong();
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			try {
				List<Future<?>> all = new ArrayList<>();
				for (int i = 0; i < THREADS; i++) {
					all.add(threads.submit(() -> {
						while (System.nanoTime() < end) {
							orders.place(prefix + calls.incrementAndGet());
						}
					}));
				}
				for (Future<?> one : all) {
					one.get();
				}
			}
			finally {
				threads.shutdownNow();
			}
			return calls.get();
		}

	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
			"com.baomidou.dynamic.datasource.spring.boot.autoconfigure.DynamicDataSourceAutoConfiguration",
			"com.baomidou.mybatisplus.autoconfigure.MybatisPlusAutoConfiguration" })
	@Import(Orders.class)
	public static class Application {

	}

	/**
	 * Places orders.
	 */
	public static class Orders {

		private final JdbcTemplate jdbc;

		/**
		 * Creates it.
		 * @param dataSource where orders are
		 */
		public Orders(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
		}

		/**
		 * Places one.
		 * @param id its id, the payload too
		 */
		@TransactionalMessage(topic = "orders", payload = "#id")
		public void place(String id) {
			this.jdbc.update("INSERT INTO orders (id) VALUES (?)", id);
		}

	}

}
