package io.github.rocketmqhttp.samples.orders;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packaged order service as a process of its own, with a database of its own.
 */
public final class OrderServiceProcess implements AutoCloseable {

	private final SampleProcess process;

	private OrderServiceProcess(SampleProcess process) {
		this.process = process;
	}

	static OrderServiceProcess start(Path directory, String... arguments) throws IOException {
		return start(Path.of("target", "order-service.jar"), directory, arguments);
	}

	/**
	 * Starts the application and waits until it answers.
	 * @param jar its executable jar
	 * @param directory where its database and its log are kept
	 * @param arguments further command line arguments
	 * @return the running service
	 */
	public static OrderServiceProcess start(Path jar, Path directory, String... arguments) throws IOException {
		String[] all = Stream.concat(Stream.of(SampleProcess.databaseIn(directory)), Arrays.stream(arguments))
			.toArray(String[]::new);
		return new OrderServiceProcess(SampleProcess.start(jar, directory, all));
	}

	/**
	 * Places an order.
	 * @param id its id
	 * @param amount its amount, as it stands in JSON
	 * @return the answer
	 */
	public HttpResponse<String> place(String id, String amount) {
		return post("{\"id\":\"" + id + "\",\"customer\":\"c-7\",\"amount\":" + amount + "}");
	}

	/**
	 * Posts anything to the orders.
	 */
	HttpResponse<String> post(String body) {
		return this.process.post("/orders", body);
	}

	/**
	 * The ids of the stored orders.
	 * @return the ids
	 */
	public List<String> orders() {
		return this.process.get("/orders", "$[*].id");
	}

	/** The delivered ids in their order. */
	List<String> deliveries() {
		return this.process.get("/deliveries", "$[*]");
	}

	/** How many transactions are in flight. */
	int transactions() {
		return this.process.get("/transactions", "$[*]").size();
	}

	int stop() {
		return this.process.stop();
	}

	void kill() {
		this.process.kill();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
