package io.github.rocketmqhttp.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that answers line by line. It ends when its input ends, hence also when
 * this process dies.
 */
final class ChildProcess implements AutoCloseable {

	// The same for everybody. Without a fixed heap its growth would be part of the
	// measurement.
	private static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m");

	private final String name;

	private final Process process;

	private final BufferedReader answers;

	private final BufferedWriter orders;

	private ChildProcess(String name, Process process) {
		this.name = name;
		this.process = process;
		this.answers = process.inputReader();
		this.orders = process.outputWriter();
	}

	/**
	 * Starts a process with this one's Java runtime and class path.
	 * @param name for error messages
	 * @param main class with the main method
	 * @param arguments for the main method
	 */
	static ChildProcess start(String name, Class<?> main, String... arguments) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(List.of(java));
		command.addAll(FLAGS);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		return new ChildProcess(name,
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	/**
	 * Sends a line.
	 * @throws IOException if the process has ended
	 */
	void send(String line) throws IOException {
		try {
			this.orders.write(line);
			this.orders.newLine();
			this.orders.flush();
		}
		catch (IOException ex) {
			throw new IOException(ended(), ex);
		}
	}

	/**
	 * Waits for the next line.
	 * @throws IOException if the process has ended instead
	 */
	String receive() throws IOException {
		String line = this.answers.readLine();
		if (line == null) {
			throw new IOException(ended());
		}
		return line;
	}

	private String ended() {
		return "The process of " + this.name + " ended early; its own message, if it had one, stands above.";
	}

	/**
	 * Processor time that the process has used so far.
	 */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * Ends the process at once.
	 */
	void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() throws IOException {
		try {
			this.orders.close();
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				kill();
			}
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
		}
	}

}
