import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

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
 * Calls of an annotated method that inserts a row, by 8 threads, with several versions or
 * settings of the starter: one broker and one PostgreSQL for all, a process for each, and
 * only one of them at work at a time. They take turns every few seconds, so that what else
 * happens on the machine happens to all. Started by {@code compare.sh}.
 */
public final class AnnotatedComparison {

	private static final int THREADS = 8;

	private static final int WARM_UPS = 4;

	private static final Duration TURN = Duration.ofSeconds(3);

	private AnnotatedComparison() {
	}

	/**
	 * Compares.
	 * @param arguments rounds, then name, class path and one further argument of the
	 * application, possibly empty, of each contestant; the first one is the measure
	 */
	public static void main(String[] arguments) throws Exception {
		int rounds = Integer.parseInt(arguments[0]);
		List<Contestant> contestants = new ArrayList<>();
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
					.topic("orders", TopicType.TRANSACTION)
					.start()) {
			for (int i = 1; i < arguments.length; i += 3) {
				contestants.add(new Contestant(arguments[i], arguments[i + 1],
						List.of(postgres.getJdbcUrl("postgres", "postgres"), broker.endpoint(), arguments[i + 2])));
			}
			for (int round = -WARM_UPS; round < rounds; round++) {
				List<Contestant> turns = new ArrayList<>(contestants);
				if (round % 2 != 0) {
					Collections.reverse(turns);
				}
				for (Contestant contestant : turns) {
					contestant.call(round >= 0);
					broker.clear();
				}
			}
			report(contestants);
		}
		finally {
			contestants.forEach(Contestant::close);
		}
	}

	private static void report(List<Contestant> contestants) {
		List<Double> measure = contestants.get(0).rates;
		for (Contestant contestant : contestants) {
			double[] ratios = IntStream.range(0, measure.size())
				.mapToDouble((i) -> contestant.rates.get(i) / measure.get(i))
				.sorted()
				.toArray();
			double[] rates = contestant.rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
			System.out.printf(Locale.ROOT, "%s: %.0f calls/s, ratio %.3f (quartiles %.3f and %.3f, %d rounds)%n",
					contestant.name, rates[rates.length / 2], ratios[ratios.length / 2], ratios[ratios.length / 4],
					ratios[ratios.length * 3 / 4], ratios.length);
		}
	}

	/**
	 * A process that calls when it is told to.
	 */
	private static final class Contestant implements AutoCloseable {

		private final String name;

		private final Process process;

		private final BufferedReader output;

		private final PrintWriter input;

		private final List<Double> rates = new ArrayList<>();

		Contestant(String name, String classPath, List<String> arguments) throws IOException {
			this.name = name;
			List<String> command = new ArrayList<>(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
							"-XX:+UseParallelGC", "-cp", classPath, Caller.class.getName()));
			command.addAll(arguments);
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			this.output = this.process.inputReader();
			this.input = new PrintWriter(this.process.outputWriter(), true);
		}

		void call(boolean measured) throws IOException {
			this.input.println(TURN.toMillis());
			String line = this.output.readLine();
			while (line != null && !line.startsWith(Caller.RESULT)) {
				line = this.output.readLine();
			}
			if (line == null) {
				throw new IllegalStateException(this.name + " has ended");
			}
			if (measured) {
				this.rates.add(Double.parseDouble(line.substring(Caller.RESULT.length())));
			}
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

	/**
	 * The process that is measured.
	 */
	public static final class Caller {

		static final String RESULT = "calls/s ";

		private Caller() {
		}

		/**
		 * Calls for as long as each line of standard input says, in milliseconds.
		 * @param arguments database, broker, and one argument of the application
		 */
		public static void main(String[] arguments) throws Exception {
			List<String> settings = new ArrayList<>(
					List.of("--spring.datasource.url=" + arguments[0], "--spring.datasource.hikari.maximum-pool-size=12",
							"--rocketmq-http.endpoint=" + arguments[1], "--rocketmq-http.access-key-id=ak",
							"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.consumer-group=GID_annotated",
							"--rocketmq-http.topic=orders", "--rocketmq-http.transaction.log.initialize-schema=always",
							"--logging.level.root=warn", "--spring.main.banner-mode=off"));
			if (!arguments[2].isEmpty()) {
				settings.add(arguments[2]);
			}
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run(settings.toArray(String[]::new));
					BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
				context.getBean(JdbcTemplate.class)
					.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(60) PRIMARY KEY)");
				Orders orders = context.getBean(Orders.class);
				for (String turn = input.readLine(); turn != null; turn = input.readLine()) {
					long start = System.nanoTime();
					long calls = call(orders, Long.toString(start, 36) + "-", Duration.ofMillis(Long.parseLong(turn)));
					System.out.printf(Locale.ROOT, RESULT + "%.1f%n", calls * 1e9 / (System.nanoTime() - start));
				}
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
