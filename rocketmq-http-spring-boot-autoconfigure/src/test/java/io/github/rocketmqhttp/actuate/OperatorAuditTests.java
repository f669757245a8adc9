package io.github.rocketmqhttp.actuate;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who has done what to a listener can be read in the log, and where Spring Boot keeps
 * audit events.
 */
@ExtendWith(OutputCaptureExtension.class)
class OperatorAuditTests {

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().accessKey("id", "secret").start();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	// Without Spring Security, Spring Boot 4.1 does not bear its own audit listeners.
	private ActuatorApplication start(Class<?>... components) {
		return ActuatorApplication.with(components)
			.property("rocketmq-http.endpoint", this.broker.endpoint())
			.property("rocketmq-http.listener.wait-time", "1s")
			.property("management.endpoint.rocketmqhttp.access", "unrestricted")
			.property("spring.autoconfigure.exclude",
					"org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration")
			.start();
	}

	private static void pause(ActuatorApplication app) {
		assertThat(app.post("rocketmqhttp/listeners/letters", "{\"action\":\"pause\"}").status()).isEqualTo(200);
	}

	@Test
	void whoHasLoggedInIsWrittenDown(CapturedOutput output) {
		try (ActuatorApplication app = start(Letters.class, LogIn.class, InMemoryAuditEventRepository.class,
				AuditListener.class)) {
			pause(app);
			assertThat(app.get(AuditEventRepository.class).find("ada", null, "ROCKETMQ_HTTP_OPERATION")).hasSize(1);
			assertThat(output).contains("An operator, ada, asked to pause listeners/letters: done.");
		}
	}

	@Test
	void springBootShowsWhatWasDone() {
		try (ActuatorApplication app = start(Letters.class, InMemoryAuditEventRepository.class, AuditListener.class)) {
			pause(app);
			JsonNode event = app.get("auditevents?type=ROCKETMQ_HTTP_OPERATION").json().at("/events/0");
			assertThat(event.at("/principal").asText()).isEqualTo("somebody without a name");
			assertThat(event.at("/data/action").asText()).isEqualTo("pause");
			assertThat(event.at("/data/outcome").asText()).isEqualTo("done");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "%0a", "%0d", "%c2%85", "%e2%80%a8", "%1b%5b2J", "%e2%80%ae" })
	void anIdCannotForgeALineOfTheLog(String character, CapturedOutput output) {
		try (ActuatorApplication app = start(Letters.class, InMemoryAuditEventRepository.class, AuditListener.class)) {
			app.post("rocketmqhttp/messages/m-1" + character + "forged", "{\"action\":\"commit\"}");
			String decoded = URLDecoder.decode(character, StandardCharsets.UTF_8);
			assertThat(output).contains("messages/m-1 ").doesNotContain(decoded + "forged");
			assertThat(app.get(AuditEventRepository.class).find(null, null, "ROCKETMQ_HTTP_OPERATION")).singleElement()
				.satisfies((event) -> assertThat(String.valueOf(event.getData().get("id"))).startsWith("m-1 ")
					.doesNotContain(decoded));
		}
	}

	/**
	 * What a framework for security does.
	 */
	static class LogIn extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			chain.doFilter(new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return () -> "ada";
				}

			}, response);
		}

	}

	static class Letters {

		@RocketMqHttpListener(id = "letters", topic = "letters", consumerGroup = "GID_letters")
		void read(String letter) {
		}

	}

}
