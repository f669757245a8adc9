package io.github.rocketmqhttp.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server on raw sockets that records every request and answers with exactly the bytes
 * that a script gives it.
 */
final class ScriptedServer implements AutoCloseable {

	private final ConnectionAcceptor acceptor;

	private final Function<RecordedRequest, Reply> script;

	private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();

	private final AtomicInteger accepted = new AtomicInteger();

	ScriptedServer(Function<RecordedRequest, Reply> script) throws IOException {
		this(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), script);
	}

	ScriptedServer(ServerSocket listener, Function<RecordedRequest, Reply> script) {
		this.script = script;
		this.acceptor = new ConnectionAcceptor(listener, "scripted-server", this::serve);
	}

	int port() {
		return this.acceptor.port();
	}

	String endpoint() {
		return "http://127.0.0.1:" + port();
	}

	/**
	 * All requests so far.
	 */
	List<RecordedRequest> requests() {
		return List.copyOf(this.requests);
	}

	RecordedRequest onlyRequest() {
		List<RecordedRequest> all = requests();
		if (all.size() != 1) {
			throw new AssertionError(all.size() + " requests instead of one");
		}
		return all.get(0);
	}

	void forgetRequests() {
		this.requests.clear();
	}

	/**
	 * Connections that were ever accepted.
	 */
	int accepted() {
		return this.accepted.get();
	}

	/**
	 * Connections that neither side has closed.
	 */
	int open() {
		return this.acceptor.open();
	}

	void closeConnections() throws IOException {
		this.acceptor.closeConnections();
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
	}

	private void serve(Socket connection) throws IOException, InterruptedException {
		int number = this.accepted.incrementAndGet();
		connection.setTcpNoDelay(true);
		InputStream in = new BufferedInputStream(connection.getInputStream());
		OutputStream out = connection.getOutputStream();
		while (true) {
			RecordedRequest request = read(number, in);
			this.requests.add(request);
			Reply reply = this.script.apply(request);
			while (!reply.gate().await(10, TimeUnit.MILLISECONDS)) {
				requireOpen(connection, in);
			}
			out.write(reply.bytes());
			out.flush();
			if (reply.closes()) {
				return;
			}
		}
	}

	/**
	 * Notices that the client has gone while an answer is held back.
	 */
	private static void requireOpen(Socket connection, InputStream in) throws IOException {
		in.mark(1);
		connection.setSoTimeout(1);
		try {
			if (in.read() < 0) {
				throw new EOFException();
			}
			in.reset();
		}
		catch (SocketTimeoutException ex) {
			// Nothing new: it is waiting.
		}
		finally {
			connection.setSoTimeout(0);
		}
	}

	private static RecordedRequest read(int number, InputStream in) throws IOException {
		String[] start = line(in).split(" ", 3);
		List<Map.Entry<String, String>> headers = new ArrayList<>();
		int length = 0;
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			String name = line.substring(0, colon);
			String value = line.substring(colon + 1).strip();
			headers.add(Map.entry(name, value));
			if (name.equalsIgnoreCase("Content-Length")) {
				length = Integer.parseInt(value);
			}
		}
		return new RecordedRequest(number, start[0], start[1], headers,
				new String(in.readNBytes(length), StandardCharsets.UTF_8));
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				throw new EOFException();
			}
			line.write(c);
		}
		return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
	}

}
