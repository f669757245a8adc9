package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a proxied connection: the client's or the broker's. Used on the loop's
 * thread only.
 */
final class Peer implements EventLoop.Handler {

	private static final Logger logger = LoggerFactory.getLogger(Peer.class);

	private static final int READ_SIZE = 64 * 1024;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final Listener listener;

	private final MessageReader reader = new MessageReader();

	private final Deque<ByteBuffer> output = new ArrayDeque<>();

	private boolean finishing;

	private boolean ended;

	/**
	 * Takes over a channel that is connected or about to be.
	 */
	Peer(EventLoop loop, SocketChannel channel, Listener listener) throws IOException {
		this.channel = channel;
		this.listener = listener;
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.key = loop.register(channel, channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
	}

	MessageReader reader() {
		return this.reader;
	}

	@Override
	public void ready() {
		try {
			if (this.key.isValid() && this.key.isConnectable() && this.channel.finishConnect()) {
				this.key.interestOps(SelectionKey.OP_READ);
				flush();
			}
			if (this.key.isValid() && this.key.isWritable()) {
				flush();
			}
			if (this.key.isValid() && this.key.isReadable()) {
				read();
			}
		}
		catch (IOException ex) {
			logger.debug("A proxied connection broke", ex);
			end();
		}
	}

	private void read() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(READ_SIZE);
		int count = this.channel.read(bytes);
		if (count < 0) {
			end();
			return;
		}
		this.reader.add(bytes.flip());
		this.listener.received();
	}

	/**
	 * Sends now, or as soon as the other side takes more.
	 */
	void send(byte[] bytes) {
		if (this.ended || this.finishing) {
			return;
		}
		this.output.add(ByteBuffer.wrap(bytes));
		try {
			flush();
		}
		catch (IOException ex) {
			logger.debug("A proxied connection broke", ex);
			end();
		}
	}

	private void flush() throws IOException {
		if (!this.channel.isConnected()) {
			return;
		}
		while (!this.output.isEmpty()) {
			ByteBuffer next = this.output.element();
			this.channel.write(next);
			if (next.hasRemaining()) {
				this.key.interestOpsOr(SelectionKey.OP_WRITE);
				return;
			}
			this.output.remove();
		}
		this.key.interestOpsAnd(~SelectionKey.OP_WRITE);
		if (this.finishing) {
			close();
		}
	}

	/**
	 * Closes in good order once everything is sent.
	 */
	void finish() {
		this.finishing = true;
		if (this.output.isEmpty()) {
			close();
		}
	}

	/**
	 * Resets the connection: the other side sees it broken, not ended.
	 */
	void cut() {
		if (!this.ended) {
			try {
				this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
			catch (IOException ex) {
				logger.debug("A proxied connection could not be reset and is closed", ex);
			}
		}
		close();
	}

	private void end() {
		if (!this.ended) {
			close();
			this.listener.ended();
		}
	}

	private void close() {
		this.ended = true;
		this.output.clear();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("A proxied connection did not close", ex);
		}
	}

	/**
	 * What hears of the other side. Not called after this side has closed.
	 */
	interface Listener {

		/**
		 * The reader has more than before.
		 * @throws IOException if it is not HTTP as the protocol uses it
		 */
		void received() throws IOException;

		/**
		 * The other side has closed, or broke.
		 */
		void ended();

	}

}
