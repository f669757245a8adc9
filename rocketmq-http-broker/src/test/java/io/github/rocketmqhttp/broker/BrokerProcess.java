package io.github.rocketmqhttp.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The broker as a process of its own, whose memory and files a test bounds.
 */
final class BrokerProcess implements AutoCloseable {

	private final Path errors;

	private final Process process;

	private final int port;

	/**
	 * Starts a broker on a free port.
	 * @param shell what the shell does before
	 * @param heap option of the JVM
	 * @param options those of the broker
	 */
	private BrokerProcess(Path errors, String shell, String heap, String... options) throws IOException {
		this.errors = errors;
		List<String> command = new ArrayList<>(List.of("bash", "-c", shell + " exec \"$@\"", "bash",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
				"--port=0"));
		command.addAll(List.of(options));
		this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
		@SuppressWarnings("resource")
		BufferedReader out = this.process.inputReader();
		String line = out.readLine();
		if (line == null) {
			throw new IOException("The broker did not start: " + errors());
		}
		this.port = URI.create(line.substring(line.indexOf("http://"))).getPort();
	}

	static BrokerProcess start(String shell, String heap, String... options) throws IOException {
		return new BrokerProcess(Files.createTempFile("broker", ".err"), shell, heap, options);
	}

	int port() {
		return this.port;
	}

	RawConnection connect() throws IOException {
		return new RawConnection(this.port);
	}

	/**
	 * Waits for the end of the process.
	 * @return its status, or -1 when it has not ended in time
	 */
	int awaitEnd() throws InterruptedException {
		return this.process.waitFor(20, TimeUnit.SECONDS) ? this.process.exitValue() : -1;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * What it has written to standard error.
	 */
	String errors() throws IOException {
		return Files.readString(this.errors, StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		Files.deleteIfExists(this.errors);
	}

}
