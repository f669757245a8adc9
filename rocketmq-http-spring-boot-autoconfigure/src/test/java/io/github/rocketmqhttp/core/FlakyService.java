package io.github.rocketmqhttp.core;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;

/**
 * A service on a local port that follows a script; when the script has ended, every
 * request succeeds. It records the requests it got.
 */
final class FlakyService implements AutoCloseable {

	private static final String NAMESPACE = " xmlns=\"http://mq.aliyuncs.com/doc/v1\"";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	FlakyService() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	void next(Behaviour... behaviours) {
		this.script.addAll(List.of(behaviours));
	}

	List<String> requests() {
		return this.requests;
	}

	RocketMqHttpClient client() {
		return RocketMqHttpClient.builder()
			.endpoint("http://127.0.0.1:" + this.server.getAddress().getPort())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
			Behaviour behaviour = this.script.poll();
			switch ((behaviour != null) ? behaviour : Behaviour.SUCCEED) {
				case CUT -> {
					// Closing the exchange without an answer cuts the connection.
				}
				case UNAVAILABLE -> answer(exchange, 503, "");
				case FORBIDDEN -> answer(exchange, 403, "<Error" + NAMESPACE
						+ "><Code>AccessDenied</Code><Message>No.</Message><RequestId>R1</RequestId></Error>");
				case HANDLE_GONE ->
					answer(exchange, 404, "<Errors" + NAMESPACE + "><Error><ErrorCode>MessageNotExist</ErrorCode>"
							+ "<ErrorMessage>Gone.</ErrorMessage><ReceiptHandle>h-1</ReceiptHandle></Error></Errors>");
				case SUCCEED -> succeed(exchange, body);
			}
		}
	}

	private void succeed(HttpExchange exchange, String body) throws IOException {
		switch (exchange.getRequestMethod()) {
			case "POST" -> answer(exchange, 201, "<Message" + NAMESPACE + "><MessageId>M1</MessageId>"
					+ (body.contains("__TransCheckT") ? "<ReceiptHandle>h-1</ReceiptHandle>" : "") + "</Message>");
			case "DELETE" -> answer(exchange, 204, "");
			default -> answer(exchange, 404, "<Error" + NAMESPACE
					+ "><Code>MessageNotExist</Code><Message>None.</Message><RequestId>R1</RequestId></Error>");
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "text/xml;charset=utf-8");
		exchange.sendResponseHeaders(status, (bytes.length != 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	enum Behaviour {

		CUT, UNAVAILABLE, FORBIDDEN, HANDLE_GONE, SUCCEED

	}

}
