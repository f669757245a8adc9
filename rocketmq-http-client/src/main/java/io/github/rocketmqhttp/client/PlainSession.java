package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection without TLS whose first answer is looked at: the asynchronous engine does
 * not say of what cannot be parsed what it was.
 */
final class PlainSession implements IOSession {

	private final IOSession session;

	private boolean looked;

	PlainSession(IOSession session) {
		this.session = session;
	}

	@Override
	public int read(ByteBuffer bytes) throws IOException {
		int start = bytes.position();
		int count = this.session.read(bytes);
		if (!this.looked && count > 1) {
			this.looked = true;
			if (TlsAnswerException.isTls(bytes.get(start), bytes.get(start + 1))) {
				throw new TlsAnswerException();
			}
		}
		return count;
	}

	@Override
	public IOEventHandler getHandler() {
		return this.session.getHandler();
	}

	@Override
	public void upgrade(IOEventHandler handler) {
		this.session.upgrade(handler);
	}

	@Override
	public Lock getLock() {
		return this.session.getLock();
	}

	@Override
	public void enqueue(Command command, Command.Priority priority) {
		this.session.enqueue(command, priority);
	}

	@Override
	public boolean hasCommands() {
		return this.session.hasCommands();
	}

	@Override
	public @Nullable Command poll() {
		return this.session.poll();
	}

	@Override
	public ByteChannel channel() {
		return this.session.channel();
	}

	@Override
	public @Nullable SocketAddress getRemoteAddress() {
		return this.session.getRemoteAddress();
	}

	@Override
	public @Nullable SocketAddress getLocalAddress() {
		return this.session.getLocalAddress();
	}

	@Override
	public int getEventMask() {
		return this.session.getEventMask();
	}

	@Override
	public void setEventMask(int mask) {
		this.session.setEventMask(mask);
	}

	@Override
	public void setEvent(int event) {
		this.session.setEvent(event);
	}

	@Override
	public void clearEvent(int event) {
		this.session.clearEvent(event);
	}

	@Override
	public void close() {
		this.session.close();
	}

	@Override
	public void close(CloseMode mode) {
		this.session.close(mode);
	}

	@Override
	public Status getStatus() {
		return this.session.getStatus();
	}

	@Override
	public Timeout getSocketTimeout() {
		return this.session.getSocketTimeout();
	}

	@Override
	public void setSocketTimeout(@Nullable Timeout timeout) {
		this.session.setSocketTimeout(timeout);
	}

	@Override
	public long getLastReadTime() {
		return this.session.getLastReadTime();
	}

	@Override
	public long getLastWriteTime() {
		return this.session.getLastWriteTime();
	}

	@Override
	public long getLastEventTime() {
		return this.session.getLastEventTime();
	}

	@Override
	public void updateReadTime() {
		this.session.updateReadTime();
	}

	@Override
	public void updateWriteTime() {
		this.session.updateWriteTime();
	}

	@Override
	public String getId() {
		return this.session.getId();
	}

	@Override
	public boolean isOpen() {
		return this.session.isOpen();
	}

	@Override
	public int write(ByteBuffer bytes) throws IOException {
		return this.session.write(bytes);
	}

}
