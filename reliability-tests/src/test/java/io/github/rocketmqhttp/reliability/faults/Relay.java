package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

import io.github.rocketmqhttp.reliability.faults.FaultDraws.Draw;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client and the one to the broker that serves it: hands over one
 * request at a time and lets its fault happen. Used on the loop's thread only.
 */
final class Relay {

	private static final Logger logger = LoggerFactory.getLogger(Relay.class);

	private static final Set<HttpFault> ALL_FAULTS = EnumSet.allOf(HttpFault.class);

	private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/** As a load balancer answers: no document of the protocol. */
	private static final byte[] UNAVAILABLE = String
		.join("\r\n", "HTTP/1.1 503 Service Unavailable", "Content-Type: text/html", "Content-Length: 24", "",
				"<h1>503 Unavailable</h1>")
		.getBytes(StandardCharsets.US_ASCII);

	private final RelaySettings settings;

	private final Peer client;

	private @Nullable Peer broker;

	/** Of the request that is on its way; {@code null} between requests. */
	private @Nullable Draw<HttpFault> current;

	private boolean leaveGiven;

	/** Whether the current request is held back; a late one arrives in any case. */
	private boolean late;

	private boolean clientGone;

	private Relay(RelaySettings settings, SocketChannel channel) throws IOException {
		this.settings = settings;
		this.client = new Peer(settings.loop(), channel, new Peer.Listener() {

			@Override
			public void received() throws IOException {
				nextRequest();
			}

			@Override
			public void ended() {
				clientEnded();
			}

		});
	}

	/**
	 * Serves a client until it goes or is cut off.
	 */
	static Relay start(RelaySettings settings, SocketChannel channel) throws IOException {
		return new Relay(settings, channel);
	}

	private void nextRequest() throws IOException {
		if (this.current != null || this.clientGone) {
			return;
		}
		HttpMessage request = this.client.reader().next();
		if (request != null) {
			this.leaveGiven = false;
			begin(request);
		}
		else if (!this.leaveGiven && this.client.reader().wantsLeave()) {
			this.leaveGiven = true;
			this.client.send(CONTINUE);
		}
	}

	private void begin(HttpMessage request) throws IOException {
		HttpOperation operation = HttpOperation.of(request);
		Draw<HttpFault> draw = this.settings.draws().next(operation, ALL_FAULTS);
		this.current = draw;
		logger.debug("{} meets {}", operation, draw);
		if (draw.fault().isBlackHole()) {
			this.settings.loop().schedule(this.settings.blackHole(), this::cut);
		}
		switch (draw.fault()) {
			case DROP_BEFORE_SEND -> cut();
			case SERVER_ERROR_BEFORE_SEND -> answer(UNAVAILABLE);
			case BLACK_HOLE_BEFORE_SEND -> {
			}
			case DELAY -> {
				this.late = true;
				this.settings.loop().schedule(this.settings.delay(draw.share()), () -> forwardLate(request));
			}
			default -> forward(request);
		}
	}

	private void forward(HttpMessage request) throws IOException {
		Peer peer = this.broker;
		if (peer == null) {
			peer = connect();
			this.broker = peer;
		}
		peer.send(request.bytes());
	}

	/**
	 * A request that is under way arrives, whether its sender still waits or not.
	 */
	private void forwardLate(HttpMessage request) {
		this.late = false;
		try {
			forward(request);
			if (this.clientGone) {
				closeBroker();
			}
		}
		catch (IOException ex) {
			logger.debug("A delayed request could not be handed over", ex);
			cut();
		}
	}

	private Peer connect() throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.configureBlocking(false);
		channel.connect(this.settings.broker());
		return new Peer(this.settings.loop(), channel, new Peer.Listener() {

			@Override
			public void received() throws IOException {
				brokerAnswered();
			}

			@Override
			public void ended() {
				brokerEnded();
			}

		});
	}

	private void brokerAnswered() throws IOException {
		HttpMessage message = nextAnswer();
		if (message == null) {
			return;
		}
		Draw<HttpFault> draw = this.current;
		if (draw == null) {
			throw new IOException("The broker answered without a request.");
		}
		switch (draw.fault()) {
			case DROP_AFTER_SEND -> cut();
			case SERVER_ERROR_AFTER_SEND -> answer(UNAVAILABLE);
			case TRUNCATED_ANSWER -> {
				this.client.send(message.beginning(draw.share()));
				this.client.finish();
				closeBroker();
			}
			case BLACK_HOLE_AFTER_SEND -> {
			}
			default -> answer(message.bytes());
		}
	}

	private @Nullable HttpMessage nextAnswer() throws IOException {
		Peer peer = this.broker;
		if (peer == null) {
			return null;
		}
		HttpMessage message = peer.reader().next();
		while (message != null && message.isInterim()) {
			message = peer.reader().next();
		}
		return message;
	}

	private void answer(byte[] bytes) throws IOException {
		this.current = null;
		this.client.send(bytes);
		nextRequest();
	}

	private void brokerEnded() {
		if (this.current != null) {
			this.client.cut();
		}
		else {
			this.client.finish();
		}
	}

	private void clientEnded() {
		this.clientGone = true;
		if (!this.late) {
			closeBroker();
		}
	}

	private void cut() {
		this.client.cut();
		closeBroker();
	}

	private void closeBroker() {
		if (this.broker != null) {
			this.broker.finish();
		}
	}

}
