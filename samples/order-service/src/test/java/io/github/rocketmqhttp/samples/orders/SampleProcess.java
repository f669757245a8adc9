package io.github.rocketmqhttp.samples.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;

/**
 * The executable jar of a sample as a process of its own, on a free port of the loopback
 * interface.
 */
public final class SampleProcess implements AutoCloseable {

	private static final Pattern STARTED = Pattern
		.compile("Tomcat started on port (\\d+)[\\s\\S]*Started \\w+Application in");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** Least work for a start: a sample starts often and runs for seconds. */
	private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final URI address;

	private SampleProcess(Process process, int port) {
		this.process = process;
		this.address = URI.create("http://127.0.0.1:" + port);
	}

	/**
	 * Starts a sample and waits until it answers.
	 * @param jar its executable jar
	 * @param directory where it runs and where its log is kept
	 * @param arguments its command line arguments
	 * @return the running sample
	 */
	public static SampleProcess start(Path jar, Path directory, String... arguments) throws IOException {
		Path log = Files.createTempFile(directory, "sample", ".log");
		List<String> command = new ArrayList<>();
		command.add(Path.of(setting("sample.java.home", System.getProperty("java.home")), "bin", "java").toString());
		command.addAll(OPTIONS);
		command
			.addAll(Stream.of(setting("sample.options", "").split(" ")).filter((option) -> !option.isEmpty()).toList());
		command
			.addAll(List.of("-jar", jar.toAbsolutePath().toString(), "--server.port=0", "--server.address=127.0.0.1"));
		command.addAll(Arrays.asList(arguments));
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			return new SampleProcess(process, awaitPort(process, log));
		}
		catch (RuntimeException ex) {
			process.destroyForcibly();
			throw new IllegalStateException("The application did not start:\n" + Files.readString(log), ex);
		}
	}

	/**
	 * The argument that keeps the database in a file and loses nothing when the process
	 * is killed.
	 * @param directory the directory of the file
	 * @return the argument
	 */
	public static String databaseIn(Path directory) {
		return "--spring.datasource.url=jdbc:h2:file:" + directory.resolve("database")
				+ ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
	}

	/**
	 * What the build says about how samples are run.
	 */
	private static String setting(String name, String fallback) {
		String value = System.getProperty(name, "");
		return value.isEmpty() ? fallback : value;
	}

	private static int awaitPort(Process process, Path log) {
		Matcher started = Awaitility.await()
			.atMost(PATIENCE)
			.failFast("the process has ended", () -> !process.isAlive())
			.until(() -> STARTED.matcher(Files.readString(log)), Matcher::find);
		return Integer.parseInt(started.group(1));
	}

	/**
	 * Asks for a resource and reads something out of it.
	 * @param path its path
	 * @param jsonPath what to read
	 * @return what stands there, as text, possibly nothing
	 */
	public List<String> get(String path, String jsonPath) {
		List<Object> found = JsonPath.read(send(HttpRequest.newBuilder(this.address.resolve(path))).body(), jsonPath);
		return found.stream().map(String::valueOf).toList();
	}

	/**
	 * Posts JSON.
	 * @param path where to
	 * @param body the JSON, or what the service shall refuse
	 * @return the answer
	 */
	public HttpResponse<String> post(String path, String body) {
		return send(HttpRequest.newBuilder(this.address.resolve(path))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Asks the process to end, as an operator would, and waits.
	 * @return its exit code
	 */
	public int stop() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("The application does not end.");
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			this.process.destroyForcibly();
		}
	}

	/**
	 * Kills the process, as the kernel would, and waits.
	 */
	public void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		stop();
	}

}
