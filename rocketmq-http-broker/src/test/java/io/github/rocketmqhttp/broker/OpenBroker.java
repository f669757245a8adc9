package io.github.rocketmqhttp.broker;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A broker without keys for each test, and one connection to it on which a test writes
 * what it likes.
 */
abstract class OpenBroker {

	static final String TARGET = "/topics/orders/messages";

	static final String POLL = TARGET + "?consumer=GID_a&numOfMessages=16";

	static final String MESSAGE = "<Message><MessageBody>a</MessageBody></Message>";

	final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

	RawConnection connection;

	@BeforeEach
	void connect() throws IOException {
		this.connection = new RawConnection(this.broker);
	}

	@AfterEach
	void close() throws IOException {
		this.connection.close();
		this.broker.close();
	}

}
