package io.github.rocketmqhttp.reliability.process;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Loads what most child processes load, and ends.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TrainingApplication {

	/**
	 * Runs.
	 * @param arguments the endpoint of a broker
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(TrainingApplication.class, "--rocketmq-http.endpoint=" + arguments[0],
				"--rocketmq-http.access-key-id=ak", "--rocketmq-http.access-key-secret=sk",
				"--rocketmq-http.topic=orders", "--rocketmq-http.consumer-group=GID_orders",
				"--spring.main.web-application-type=none", "--spring.main.banner-mode=off");
	}

	@Bean
	Orders orders(JdbcTemplate jdbc) {
		return new Orders(jdbc);
	}

	@Bean
	CommandLineRunner call(Orders orders) {
		return (arguments) -> orders.place("o-1");
	}

	/**
	 * A service with messages.
	 */
	static class Orders {

		private final JdbcTemplate jdbc;

		Orders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@TransactionalMessage
		void place(String id) {
			this.jdbc.queryForList("SELECT 1", Integer.class);
		}

	}

}
