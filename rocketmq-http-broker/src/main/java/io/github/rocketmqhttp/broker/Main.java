package io.github.rocketmqhttp.broker;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The broker as a program: one line on standard output when it is ready, until it is told
 * to stop.
 */
final class Main {

	private static final int CANNOT_START = 1;

	private static final int BAD_OPTION = 2;

	private static final int FAILED = 3;

	private Main() {
	}

	/**
	 * Runs the broker until the process is stopped.
	 * @param arguments the options; see {@code --help}
	 */
	public static void main(String[] arguments) {
		int status = run(List.of(arguments), System.out, System.err);
		if (status != 0) {
			System.exit(status);
		}
	}

	private static int run(List<String> arguments, PrintStream out, PrintStream err) {
		if (arguments.contains("--help")) {
			out.print(CommandLine.USAGE);
			return 0;
		}
		try {
			Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> end(err));
			RocketMqHttpBroker broker = CommandLine.parse(arguments).whenFailed(() -> end(err)).start();
			out.println("rocketmq-http-broker listening on " + broker.endpoint());
			out.flush();
			awaitStop(broker);
			return 0;
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			return BAD_OPTION;
		}
		catch (UncheckedIOException ex) {
			err.println(ex.getMessage());
			return CANNOT_START;
		}
	}

	/**
	 * Ends the process at once: after an error such as an {@link OutOfMemoryError}
	 * nothing can be relied on, also no shutdown hook.
	 */
	private static void end(PrintStream err) {
		try {
			err.println("rocketmq-http-broker has failed and ends with status " + FAILED
					+ "; its messages are lost. Start it again, after an OutOfMemoryError with a larger -Xmx.");
			err.flush();
		}
		finally {
			Runtime.getRuntime().halt(FAILED);
		}
	}

	private static void awaitStop(RocketMqHttpBroker broker) {
		Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "rocketmq-http-broker-stop"));
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
