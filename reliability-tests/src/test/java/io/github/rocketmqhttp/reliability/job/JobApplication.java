package io.github.rocketmqhttp.reliability.job;

import java.util.List;
import java.util.stream.Stream;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A command-line application without a web server, as jobs are: it places one order, and
 * its main method returns. With a listener it is a service.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class JobApplication {

	static final String TOPIC = "orders";

	private static final String LISTENING = "job.listening";

	public static void main(String[] args) {
		SpringApplication.run(JobApplication.class, args);
		say("returned");
	}

	static List<String> arguments(String endpoint, boolean listening, String... more) {
		return Stream.concat(
				Stream.of("rocketmq-http.endpoint=" + endpoint, "rocketmq-http.access-key-id=key",
						"rocketmq-http.access-key-secret=secret", "rocketmq-http.consumer-group=GID_job",
						"rocketmq-http.topic=" + TOPIC, "spring.main.web-application-type=none",
						"spring.main.banner-mode=off", "logging.level.root=warn", LISTENING + "=" + listening),
				Stream.of(more))
			.map((property) -> "--" + property)
			.toList();
	}

	// The output of the process is what the test reads.
	@SuppressWarnings("SystemOut")
	private static void say(String line) {
		System.out.println(line);
	}

	@Bean
	Orders orders(JdbcTemplate jdbc) {
		return new Orders(jdbc);
	}

	@Bean
	CommandLineRunner job(Orders orders) {
		return (arguments) -> orders.place("o-1");
	}

	@Bean
	@ConditionalOnProperty(LISTENING)
	Billing billing() {
		return new Billing();
	}

	/**
	 * The one annotated method.
	 */
	static class Orders {

		private final JdbcTemplate jdbc;

		Orders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
			jdbc.execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
		}

		@TransactionalMessage
		public void place(String id) {
			this.jdbc.update("INSERT INTO orders (id) VALUES (?)", id);
		}

	}

	/**
	 * Makes a service of it.
	 */
	static class Billing {

		@RocketMqHttpListener(topic = "news", consumerGroup = "GID_news")
		void hear(String text) {
			say("heard " + text);
		}

	}

}
