package io.github.rocketmqhttp.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.xml.sax.SAXException;

/**
 * Sends strange requests, several on a connection and in one go where that is possible,
 * and waits for every answer.
 */
final class FuzzAttack {

	private static final int CONTINUE = 100;

	private final RocketMqHttpBroker broker;

	private final FuzzRequests requests;

	private final FuzzAnswers answers;

	private int sent;

	private int unanswered;

	FuzzAttack(RocketMqHttpBroker broker, FuzzRequests requests, FuzzAnswers answers) {
		this.broker = broker;
		this.requests = requests;
		this.answers = answers;
	}

	/**
	 * How many requests may have been performed although no answer to them was seen.
	 */
	int unanswered() {
		return this.unanswered;
	}

	int sent() {
		return this.sent;
	}

	FuzzAttack run(int number) throws IOException, SAXException {
		while (this.sent < number) {
			try (RawConnection connection = new RawConnection(this.broker)) {
				// Or there would be too many closed connections in the system.
				connection.reset();
				for (int i = this.requests.upTo(4); i > 0; i--) {
					sendFramed(connection);
				}
				if (this.requests.chance(70)) {
					sendBroken(connection);
				}
			}
		}
		return this;
	}

	private void sendFramed(RawConnection connection) throws IOException, SAXException {
		List<FuzzRequest> burst = new ArrayList<>();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = this.requests.upTo(8); i > 0; i--) {
			FuzzRequest request = this.requests.framed();
			burst.add(request);
			bytes.writeBytes(request.bytes());
		}
		connection.send(bytes.toByteArray());
		this.sent += burst.size();
		for (FuzzRequest request : burst) {
			try {
				check(request, read(connection, request));
			}
			catch (IOException | SAXException | RuntimeException | AssertionError ex) {
				throw new AssertionError("No good answer to:\n" + request, ex);
			}
		}
	}

	private void sendBroken(RawConnection connection) throws IOException, SAXException {
		FuzzRequest request = this.requests.broken();
		this.sent++;
		try {
			connection.send(request.bytes());
			if (this.requests.chance(15)) {
				this.unanswered++;
				return;
			}
			connection.endOutput();
			while (connection.hasAnswer()) {
				Response response = connection.read(!request.head());
				// The last one where the rest of the body never came.
				if (response.status() != CONTINUE) {
					check(request, response);
				}
			}
		}
		catch (SocketException ex) {
			// Closed while there was something left to read or write.
			this.unanswered++;
		}
		catch (IOException | SAXException | RuntimeException | AssertionError ex) {
			throw new AssertionError("No good answer to:\n" + request, ex);
		}
	}

	private static Response read(RawConnection connection, FuzzRequest request) throws IOException {
		Response response = connection.read(!request.head());
		return (response.status() == CONTINUE) ? connection.read(!request.head()) : response;
	}

	private void check(FuzzRequest request, Response response) throws SAXException, IOException {
		this.answers.check(request, response);
		if (request.framed() && !response.header("Connection").orElse("").equals("keep-alive")) {
			throw new AssertionError("The connection is closed.");
		}
	}

}
