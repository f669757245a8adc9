package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that say nothing, half of something, one byte after the other, or take no
 * answer; new ones as soon as the broker has closed them all. Used by one thread.
 */
final class SlowClients implements AutoCloseable {

	private static final String TARGET = "/topics/fuzz/messages";

	private static final String HALF_HEAD = "GET " + TARGET + "?consumer=GID_fuzz HTTP/1.1\r\nHost: x\r\nX: ";

	private static final String HALF_BODY = "POST " + TARGET + " HTTP/1.1\r\nContent-Length: 100000\r\n\r\n<Message>";

	private static final String HALF_CHUNKS = "POST " + TARGET
			+ " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n";

	private final InetSocketAddress address;

	private final String largePoll;

	private final List<SlowClient> open = new ArrayList<>();

	private int opened;

	private int closedByBroker;

	private boolean ending;

	/**
	 * Creates no connection yet.
	 * @param largePoll a request with a large answer
	 */
	SlowClients(RocketMqHttpBroker broker, String largePoll) {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
		this.largePoll = largePoll;
	}

	int opened() {
		return this.opened;
	}

	int closedByBroker() {
		return this.closedByBroker;
	}

	/**
	 * Opens no further connections.
	 */
	void end() {
		this.ending = true;
	}

	int open() {
		return this.open.size();
	}

	/**
	 * Lets the slow ones send a byte and looks which connections are left.
	 */
	void tick() {
		try {
			if (this.open.isEmpty() && !this.ending) {
				openAll();
			}
			int before = this.open.size();
			this.open.removeIf((client) -> !client.isOpen());
			this.closedByBroker += before - this.open.size();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void openAll() throws IOException {
		for (int i = 0; i < 40; i++) {
			open("", false, true);
			open(HALF_HEAD, false, true);
			open(HALF_BODY, false, true);
			open(HALF_HEAD, true, true);
			open(HALF_BODY, true, true);
			open(HALF_CHUNKS, true, true);
			if (i % 8 == 0) {
				open(this.largePoll, true, false);
			}
			try (SocketChannel gone = SocketChannel.open(this.address)) {
				gone.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
		}
	}

	private void open(String start, boolean trickling, boolean reading) throws IOException {
		SocketChannel channel = SocketChannel.open(this.address);
		channel.write(ByteBuffer.wrap(start.getBytes(StandardCharsets.US_ASCII)));
		channel.configureBlocking(false);
		this.open.add(new SlowClient(channel, trickling, reading));
		this.opened++;
	}

	@Override
	public void close() throws IOException {
		for (SlowClient client : this.open) {
			client.channel.close();
		}
	}

	/**
	 * One of them.
	 *
	 * @param channel its connection
	 * @param trickling whether it sends a byte now and then
	 * @param reading whether it takes what the broker sends
	 */
	private record SlowClient(SocketChannel channel, boolean trickling, boolean reading) {

		boolean isOpen() {
			try {
				if (this.trickling) {
					this.channel.write(ByteBuffer.wrap(new byte[] { 'a' }));
				}
				if (this.reading && this.channel.read(ByteBuffer.allocate(1024)) < 0) {
					this.channel.close();
				}
			}
			catch (IOException ex) {
				return false;
			}
			return this.channel.isOpen();
		}

	}

}
