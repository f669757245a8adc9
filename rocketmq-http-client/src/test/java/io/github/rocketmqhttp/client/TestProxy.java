package io.github.rocketmqhttp.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that forwards, opens tunnels, may ask for a user, and records what it is
 * asked for. What goes through a tunnel is none of its business.
 */
public final class TestProxy implements AutoCloseable {

	private static final String THREADS = "test-proxy";

	private final ConnectionAcceptor acceptor;

	private final Queue<String> heads = new ConcurrentLinkedQueue<>();

	private volatile @Nullable String authorization;

	private volatile @Nullable String refusal;

	/**
	 * Starts it on a free port.
	 * @throws IOException if there is none
	 */
	public TestProxy() throws IOException {
		this.acceptor = new ConnectionAcceptor(THREADS, this::serve);
	}

	/**
	 * The port that it listens on.
	 */
	public int port() {
		return this.acceptor.port();
	}

	/**
	 * Lets only this user pass.
	 */
	public void admitOnly(String username, String password) {
		this.authorization = "Basic "
				+ Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Opens no tunnel from now on.
	 * @param statusLine what comes after the version
	 */
	public void refuseTunnels(String statusLine) {
		this.refusal = statusLine;
	}

	/**
	 * The start lines and headers of all requests to the proxy itself.
	 */
	public List<String> heads() {
		return List.copyOf(this.heads);
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
	}

	private void serve(Socket client) throws IOException {
		InputStream in = new BufferedInputStream(client.getInputStream());
		while (true) {
			String head = head(in);
			this.heads.add(head);
			byte[] body = in.readNBytes(contentLength(head));
			String target = head.split(" ", 3)[1];
			if (this.authorization != null && !head.contains("Proxy-Authorization: " + this.authorization)) {
				answer(client, "407 Who Are You\r\nProxy-Authenticate: Basic realm=\"test\"");
			}
			else if (!head.startsWith("CONNECT ")) {
				forward(head, body, URI.create(target), client.getOutputStream());
			}
			else if (this.refusal != null) {
				answer(client, this.refusal);
			}
			else {
				tunnel(client, in, target);
				return;
			}
		}
	}

	private static void answer(Socket client, String statusLine) throws IOException {
		String head = "HTTP/1.1 " + statusLine + "\r\nContent-Length: 0\r\n\r\n";
		client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void forward(String head, byte[] body, URI target, OutputStream toClient) throws IOException {
		String origin = target.getScheme() + "://" + target.getRawAuthority();
		try (Socket server = new Socket(target.getHost(), target.getPort())) {
			String passedOn = head.replaceFirst(" \\Q" + origin + "\\E", " ").replaceAll("(?i)\r\nproxy-[^\r]*", "");
			server.getOutputStream().write(passedOn.getBytes(StandardCharsets.ISO_8859_1));
			server.getOutputStream().write(body);
			InputStream answers = new BufferedInputStream(server.getInputStream());
			String answer = head(answers);
			toClient.write(answer.getBytes(StandardCharsets.ISO_8859_1));
			toClient.write(answers.readNBytes(contentLength(answer)));
		}
	}

	private static void tunnel(Socket client, InputStream in, String target) throws IOException {
		int colon = target.lastIndexOf(':');
		try (Socket server = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
			OutputStream toClient = client.getOutputStream();
			toClient.write("HTTP/1.1 200 Tunnel\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			ConnectionAcceptor.start(THREADS, () -> pump(server, toClient));
			in.transferTo(server.getOutputStream());
		}
	}

	private static void pump(Socket from, OutputStream to) {
		try {
			from.getInputStream().transferTo(to);
		}
		catch (IOException ex) {
			// One side has gone.
		}
	}

	private static String head(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new EOFException();
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	private static int contentLength(String head) {
		return head.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
			.mapToInt((line) -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
			.findFirst()
			.orElse(0);
	}

}
