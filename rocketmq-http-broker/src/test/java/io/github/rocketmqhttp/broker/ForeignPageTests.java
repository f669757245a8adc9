package io.github.rocketmqhttp.broker;

import java.io.IOException;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a web page in a browser of this machine can do with a broker without keys.
 */
class ForeignPageTests extends OpenBroker {

	private static final String SIGNED = "x-mq-version: 2015-06-06\r\nAuthorization: MQ key:signature\r\n";

	@ParameterizedTest
	@ValueSource(strings = { "", "Authorization: \r\n" })
	void aRequestWithoutAuthorizationIsRefused(String authorization) throws IOException {
		String headers = "Host: localhost\r\nx-mq-version: 2015-06-06\r\nContent-Type: text/plain\r\n" + authorization;
		assertRefused(publish(headers), 400, "MissingAuthorizationHeader");
		assertRefused(this.connection.send("GET " + POLL + " HTTP/1.1\r\n" + headers + "\r\n").read(), 400,
				"MissingAuthorizationHeader");
		assertNothingIsStored();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer x", "MQ", "MQ a:b", "x" })
	void anyAuthorizationIsEnough(String authorization) throws IOException {
		assertThat(publish("Host: localhost\r\nx-mq-version: 2015-06-06\r\nAuthorization: " + authorization + "\r\n")
			.status()).isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"10.0.0.1", "[2001:db8::1]:80", "0.0.0.0", "128.0.0.1", "localhost@evil.example", "x", "127.1",
			"2130706433", "127.0.0.1:80:80", "127.0.0.999", "[::1", "::2" })
	void aRequestToAnotherHostIsRefused(String host) throws IOException {
		assertRefused(publish("Host: " + host + "\r\n" + SIGNED), 403, "HTTPForbidden");
		assertNothingIsStored();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LocalHost:80", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3:1", "[::1]",
			"[::1]:8080", "[0:0:0:0:0:0:0:1]:8080", "broker.localhost:8080", "localhost." })
	void aRequestToThisMachineIsTaken(String host) throws IOException {
		assertThat(publish("Host: " + host + "\r\n" + SIGNED).status()).isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://evil.example", "http://evil.example:8080", "null", "http://localhost.evil.example",
					"file://", "", "http://localhost http://evil.example", "chrome-extension://abc" })
	void aRequestOfAForeignPageIsRefused(String origin) throws IOException {
		assertRefused(publish(RawConnection.HEAD + "Origin: " + origin + "\r\n"), 403, "HTTPForbidden");
		assertNothingIsStored();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080" })
	void aRequestOfAPageOfThisMachineIsTaken(String origin) throws IOException {
		assertThat(publish(RawConnection.HEAD + "Origin: " + origin + "\r\n").status()).isEqualTo(201);
	}

	@Test
	void aSecondOriginIsLookedAtToo() throws IOException {
		assertRefused(publish(RawConnection.HEAD + "Origin: http://localhost\r\nOrigin: http://evil.example\r\n"), 403,
				"HTTPForbidden");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Host: \r\n" })
	void aRequestWithoutHostIsRefused(String host) throws IOException {
		assertRefused(publish(host + SIGNED), 400, "InvalidArgument");
		assertNothingIsStored();
	}

	@Test
	void withKeysTheHostMayHaveAnyName() throws IOException {
		try (RocketMqHttpBroker signed = RocketMqHttpBroker.builder().accessKey("ak", "sk").start();
				RawConnection other = new RawConnection(signed)) {
			Response response = other
				.send("GET " + POLL + " HTTP/1.1\r\nHost: broker.example\r\nOrigin: http://a.example\r\n"
						+ "x-mq-version: 2015-06-06\r\nAuthorization: MQ ak:x\r\nDate: " + FuzzRequests.now()
						+ "\r\n\r\n")
				.read();
			assertRefused(response, 403, "SignatureDoesNotMatch");
			assertRefused(other.send("GET " + POLL + " HTTP/1.1\r\nAuthorization: MQ ak:x\r\n\r\n").read(), 400,
					"InvalidArgument");
		}
	}

	private Response publish(String headers) throws IOException {
		return this.connection.send(RawConnection.request("POST", TARGET, headers, MESSAGE)).read();
	}

	private void assertNothingIsStored() throws IOException {
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	private static void assertRefused(Response response, int status, String code) {
		assertThat(response.element("Code")).isEqualTo(code);
		assertThat(response.status()).isEqualTo(status);
	}

}
