package io.github.rocketmqhttp.reliability.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program of a child JVM: runs the transactions that it is told to, side by side, and
 * reports on standard output. It ends when its standard input does.
 */
final class ChaosInstance {

	/** As many transactions may be under way or wait in an instance. */
	static final int WINDOW = 10;

	private static final int THREADS = 8;

	private static final long SECONDS_TO_END = 30;

	private final long seed;

	private final OrderCaller caller;

	private final Holds holds;

	private final DatabaseFaults faults;

	private final PrintStream reports;

	private final ThreadPoolExecutor workers = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(WINDOW));

	private ChaosInstance(long seed, ApplicationContext context, PrintStream reports) {
		this.seed = seed;
		this.caller = context.getBean(OrderCaller.class);
		this.holds = context.getBean(Holds.class);
		this.faults = context.getBean(DatabaseFaults.class);
		this.reports = reports;
		this.holds.reportTo((number) -> report(Report.Kind.HELD, number, "-"));
	}

	/**
	 * Starts an instance.
	 * @param arguments properties of the application, {@code chaos.seed} among them
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		PrintStream reports = System.out;
		// What the application logs must not get between the reports.
		System.setOut(System.err);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ChaosApplication.class)
			.web(WebApplicationType.NONE)
			.run(arguments)) {
			new ChaosInstance(Long.parseLong(context.getEnvironment().getRequiredProperty("chaos.seed")), context,
					reports)
				.work();
		}
	}

	private void work() throws IOException, InterruptedException {
		this.faults.connections().resume();
		report(Report.Kind.READY, 0, "-");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			Command command = Command.parse(line);
			switch (command.kind()) {
				case RUN -> this.workers.execute(() -> run(Script.of(this.seed, command.number())));
				case RELEASE -> this.holds.release(command.number());
				case CALM -> this.faults.connections().calm();
			}
		}
		this.workers.shutdown();
		if (!this.workers.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Transactions are still under way after " + SECONDS_TO_END + " s");
		}
	}

	private void run(Script script) {
		String outcome = Outcome.RETURNED;
		this.holds.begin(script);
		try {
			this.caller.call(script);
		}
		catch (Throwable ex) {
			outcome = ex.getClass().getName();
		}
		finally {
			this.holds.end();
		}
		report(Report.Kind.ENDED, script.number(), outcome);
	}

	private void report(Report.Kind kind, int number, String outcome) {
		this.reports.println(new Report(kind, number, outcome, this.faults.summary()));
	}

}
