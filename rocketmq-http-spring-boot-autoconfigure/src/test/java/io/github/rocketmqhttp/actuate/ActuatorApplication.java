package io.github.rocketmqhttp.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A web application with an actuator, which is asked over HTTP: the Java types of Spring
 * Boot's endpoints have different names in its two lines.
 */
final class ActuatorApplication implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private ActuatorApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Builder with(Class<?>... components) {
		return new Builder(components);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T get(Class<T> type) {
		return this.context.getBean(type);
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
				+ this.context.getEnvironment().getProperty("local.server.port") + "/actuator/" + path));
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(),
					response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What came back.
	 *
	 * @param status the HTTP status
	 * @param json the body
	 */
	record Answer(int status, JsonNode json) {

		String text(String pointer) {
			return this.json.at(pointer).asText();
		}

	}

	/**
	 * Collects properties.
	 */
	static final class Builder {

		private final Class<?>[] components;

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private Builder(Class<?>... components) {
			this.components = components;
			property("server.port", "0");
			property("server.address", "127.0.0.1");
			property("spring.main.banner-mode", "off");
			property("spring.jmx.enabled", "false");
			property("spring.datasource.generate-unique-name", "true");
			property("management.endpoints.web.exposure.include", "*");
			property("management.endpoint.health.show-details", "always");
			property("spring.autoconfigure.exclude",
					"org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration");
			property("rocketmq-http.access-key-id", "id");
			property("rocketmq-http.access-key-secret", "secret");
		}

		Builder property(String name, Object value) {
			this.properties.put(name, value);
			return this;
		}

		Builder without(String name) {
			this.properties.remove(name);
			return this;
		}

		ActuatorApplication start() {
			SpringApplicationBuilder builder = new SpringApplicationBuilder(Everything.class)
				.web(WebApplicationType.SERVLET)
				.properties(this.properties);
			// Other tests on the class path have an application.properties.
			return new ActuatorApplication(
					builder.sources(this.components).run("--spring.config.name=none-of-these-tests"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

}
