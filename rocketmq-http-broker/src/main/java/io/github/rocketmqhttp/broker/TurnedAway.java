package io.github.rocketmqhttp.broker;

import java.nio.ByteBuffer;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * Closes a connection of which there are far too many. It has no buffers: thousands may
 * be accepted before the first of them is closed.
 */
final class TurnedAway implements IOEventHandler {

	static final TurnedAway INSTANCE = new TurnedAway();

	private TurnedAway() {
	}

	@Override
	public void connected(IOSession session) {
		session.close(CloseMode.IMMEDIATE);
	}

	@Override
	public void inputReady(IOSession session, ByteBuffer source) {
		session.close(CloseMode.IMMEDIATE);
	}

	@Override
	public void outputReady(IOSession session) {
		session.close(CloseMode.IMMEDIATE);
	}

	@Override
	public void timeout(IOSession session, Timeout timeout) {
		session.close(CloseMode.IMMEDIATE);
	}

	@Override
	public void exception(IOSession session, Exception cause) {
		session.close(CloseMode.IMMEDIATE);
	}

	@Override
	public void disconnected(IOSession session) {
		// It was counted nowhere.
	}

}
