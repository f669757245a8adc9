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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/**
 * The packaged application as a process of its own, on a free port and with a database of
 * its own.
 */
final class OrderServiceProcess implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)[\\s\\S]*Started Order");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ObjectMapper json = new ObjectMapper();

	private final Process process;

	private final URI address;

	private OrderServiceProcess(Process process, int port) {
		this.process = process;
		this.address = URI.create("http://127.0.0.1:" + port);
	}

	/**
	 * Starts the application and waits until it answers.
	 * @param directory where its database and its log are kept
	 * @param arguments further command line arguments
	 */
	static OrderServiceProcess start(Path directory, String... arguments) throws IOException {
		Path log = Files.createTempFile(directory, "order-service", ".log");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-jar",
						Path.of("target", "order-service.jar").toAbsolutePath().toString(), "--server.port=0",
						"--server.address=127.0.0.1", "--spring.datasource.url=jdbc:h2:file:"
								+ directory.resolve("orders") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			return new OrderServiceProcess(process, awaitPort(process, log));
		}
		catch (RuntimeException ex) {
			process.destroyForcibly();
			throw new IllegalStateException("The application did not start:\n" + Files.readString(log), ex);
		}
	}

	private static int awaitPort(Process process, Path log) {
		Matcher started = Awaitility.await()
			.atMost(PATIENCE)
			.failFast("the process has ended", () -> !process.isAlive())
			.until(() -> STARTED.matcher(Files.readString(log)), Matcher::find);
		return Integer.parseInt(started.group(1));
	}

	/**
	 * Places an order.
	 * @return the answer
	 */
	HttpResponse<String> place(String id, String amount) {
		return post("{\"id\":\"" + id + "\",\"customer\":\"c-7\",\"amount\":" + amount + "}");
	}

	/**
	 * Posts anything to the orders.
	 * @return the answer
	 */
	HttpResponse<String> post(String body) {
		return send(HttpRequest.newBuilder(this.address.resolve("/orders"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body)));
	}

	/** The ids of the stored orders. */
	List<String> orders() {
		return get("/orders").findValuesAsText("id");
	}

	/** The delivered ids in their order. */
	List<String> deliveries() {
		List<String> ids = new ArrayList<>();
		get("/deliveries").forEach((id) -> ids.add(id.asText()));
		return ids;
	}

	/** How many transactions are in flight. */
	int transactions() {
		return get("/transactions").size();
	}

	private JsonNode get(String path) {
		try {
			return this.json.readTree(send(HttpRequest.newBuilder(this.address.resolve(path))).body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
	int stop() {
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
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		stop();
	}

}
