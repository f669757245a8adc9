package io.github.rocketmqhttp.broker.conformance;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The process that runs the vendor's SDK for Node.js. All tests of a JVM share it, and it
 * ends with the JVM, whose end closes its input.
 */
final class NodeProgram {

	private static final Path DIRECTORY = Path.of("src/test/node").toAbsolutePath();

	private static final int LONGEST_CALL_SECONDS = 60;

	private static final ObjectMapper JSON = new ObjectMapper();

	private static @Nullable NodeProgram shared;

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

	private final Process process;

	private final BufferedWriter input;

	private NodeProgram() throws IOException {
		this.process = new ProcessBuilder("node", "program.js").directory(DIRECTORY.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.input = this.process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "node-program");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Why the SDK cannot run on this machine.
	 * @return the reason and the remedy; {@code null} when it can run
	 */
	static @Nullable String missing() {
		if (!Files.isDirectory(DIRECTORY.resolve("node_modules/@aliyunmq/mq-http-sdk"))) {
			return "The SDK for Node.js is not installed: run \"npm ci\" in rocketmq-http-broker/src/test/node.";
		}
		for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
			if (Files.isExecutable(Path.of(directory, "node"))) {
				return null;
			}
		}
		return "The program \"node\" is not on the PATH.";
	}

	static synchronized NodeProgram shared() {
		if (shared == null) {
			try {
				shared = new NodeProgram();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return shared;
	}

	/**
	 * Performs one call; several may run at the same time.
	 * @param call what to do, as {@code program.js} reads it
	 * @return what came out
	 */
	JsonNode perform(ObjectNode call) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> result = new CompletableFuture<>();
		this.calls.put(id, result);
		try {
			write(call.put("id", id));
			return result.get(LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted in a call of the SDK for Node.js.", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The SDK for Node.js did not end a call.", ex);
		}
		finally {
			this.calls.remove(id);
		}
	}

	private void write(ObjectNode call) {
		try {
			synchronized (this.input) {
				this.input.write(JSON.writeValueAsString(call));
				this.input.newLine();
				this.input.flush();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				JsonNode result = JSON.readTree(line);
				CompletableFuture<JsonNode> call = this.calls.get(result.get("id").intValue());
				if (call != null) {
					call.complete(result);
				}
			}
			fail(new IllegalStateException("The process of the SDK for Node.js has ended."));
		}
		catch (IOException ex) {
			fail(ex);
		}
	}

	private void fail(Exception cause) {
		this.calls.values().forEach((call) -> call.completeExceptionally(cause));
	}

}
