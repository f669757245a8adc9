package io.github.rocketmqhttp.reliability.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of this machine with a JVM of its own, to which one talks in lines. A thread
 * reads what it prints; the methods may be called by any thread.
 */
public final class ChildJvm implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ChildJvm.class);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Process process;

	private final BufferedWriter input;

	private final Listener listener;

	private final Thread reader;

	private ChildJvm(Process process, Listener listener) {
		this.process = process;
		this.input = process.outputWriter(StandardCharsets.UTF_8);
		this.listener = listener;
		this.reader = new Thread(this::read, "child-jvm-" + process.pid());
		this.reader.setDaemon(true);
	}

	/**
	 * Starts a class of the tests. It is expected to end when its standard input does:
	 * that also happens when this JVM dies.
	 * @param main its class
	 * @param arguments its arguments
	 * @param errors gets what it prints to standard error, after what is there already
	 * @param listener gets what it prints to standard output
	 * @return the running process
	 * @throws IOException if it cannot be started
	 */
	public static ChildJvm start(Class<?> main, List<String> arguments, Path errors, Listener listener)
			throws IOException {
		Files.createDirectories(errors.toAbsolutePath().getParent());
		Process process = new ProcessBuilder(command(main, arguments))
			.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
			.start();
		ChildJvm child = new ChildJvm(process, listener);
		child.reader.start();
		return child;
	}

	private static List<String> command(Class<?> main, List<String> arguments) {
		List<String> command = ChildClassPath.command("-Xmx192m");
		command.add(main.getName());
		command.addAll(arguments);
		return command;
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				this.listener.line(line);
			}
		}
		catch (IOException ex) {
			logger.debug("The output of process {} ended with a failure", this.process.pid(), ex);
		}
		finally {
			this.listener.ended();
		}
	}

	/**
	 * Writes a line to its standard input. A process that has died does not hear it; its
	 * listener learns of the death.
	 */
	public synchronized void send(String line) {
		try {
			this.input.write(line);
			this.input.newLine();
			this.input.flush();
		}
		catch (IOException ex) {
			logger.debug("The process {} does not hear '{}'", this.process.pid(), line, ex);
		}
	}

	/**
	 * Ends its standard input, which asks it to end.
	 */
	public synchronized void endInput() {
		try {
			this.input.close();
		}
		catch (IOException ex) {
			logger.debug("The process {} has ended already", this.process.pid(), ex);
		}
	}

	/**
	 * Sends SIGKILL and returns at once; the listener learns when it is over.
	 */
	public void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Waits for its end.
	 * @param timeout how long
	 * @return its exit code; -1 if it still runs
	 * @throws InterruptedException if the thread is interrupted
	 */
	public int awaitEnd(Duration timeout) throws InterruptedException {
		return this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS) ? this.process.exitValue() : -1;
	}

	/**
	 * Kills it if it still runs, and waits until its last line is read.
	 */
	@Override
	public void close() {
		kill();
		try {
			this.reader.join(PATIENCE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Hears what a process says. Called by the thread that reads.
	 */
	public interface Listener {

		/**
		 * Takes a line of standard output.
		 * @param line without its end
		 */
		void line(String line);

		/**
		 * Learns that no line follows: the process has ended, or is about to.
		 */
		void ended();

	}

}
