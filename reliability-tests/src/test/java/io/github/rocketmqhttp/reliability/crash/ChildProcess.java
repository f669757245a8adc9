package io.github.rocketmqhttp.reliability.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.reliability.process.ChildClassPath;

import static org.awaitility.Awaitility.await;

/**
 * A process of this machine with a JVM of its own. What it prints is kept in a file.
 */
final class ChildProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private final Process process;

	private final Path output;

	private ChildProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Starts a class of the tests.
	 * @param output gets what the process prints
	 */
	static ChildProcess start(Class<?> main, List<String> arguments, Path output) throws IOException {
		List<String> command = ChildClassPath.command("-Xmx128m");
		command.add(main.getName());
		command.addAll(arguments);
		Files.createDirectories(output.getParent());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		return new ChildProcess(process, output);
	}

	/**
	 * Waits until it has printed a text, or has ended.
	 */
	void awaitOutput(String text) throws IOException {
		await().atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL_INTERVAL)
			.until(() -> !this.process.isAlive() || output().contains(text));
		if (!output().contains(text)) {
			throw new IllegalStateException("The process ended before its time: " + output());
		}
	}

	/**
	 * Kills it by SIGKILL and waits for its end.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/**
	 * Waits for its end.
	 * @throws IllegalStateException if it ended otherwise than with that exit code
	 */
	void awaitExit(int code) throws IOException, InterruptedException {
		if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("The process does not end: " + output());
		}
		if (this.process.exitValue() != code) {
			throw new IllegalStateException(
					"The process ended with " + this.process.exitValue() + " instead of " + code + ": " + output());
		}
	}

	private String output() throws IOException {
		return Files.readString(this.output);
	}

	/**
	 * Kills it if it still runs.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
