package io.github.rocketmqhttp.reliability.crash;

import java.util.List;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.reliability.database.TestDatabase;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The application that dies, or lives on: everything as the auto-configuration sets it
 * up, and no back-check handler.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class OrderApplication {

	static final String TOPIC = "orders";

	@Bean
	OrderService orderService(JdbcTemplate jdbc) {
		return new OrderService(jdbc);
	}

	/**
	 * An instance that is not started yet.
	 */
	static SpringApplicationBuilder instance() {
		return new SpringApplicationBuilder(OrderApplication.class).web(WebApplicationType.NONE);
	}

	/**
	 * The command line of every instance.
	 */
	static List<String> arguments(RocketMqHttpBroker broker, TestDatabase database) {
		return List.of("--rocketmq-http.endpoint=" + broker.endpoint(), "--rocketmq-http.access-key-id=ak",
				"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.topic=" + TOPIC,
				"--rocketmq-http.consumer-group=GID_orders",
				"--rocketmq-http.transaction.immunity-time=" + BackChecks.INTERVAL,
				"--rocketmq-http.transaction.log.initialize-schema=always",
				"--spring.datasource.url=" + database.jdbcUrl(), "--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password(), "--spring.datasource.hikari.maximum-pool-size=5",
				"--spring.datasource.hikari.minimum-idle=1", "--spring.main.banner-mode=off",
				"--spring.main.register-shutdown-hook=false");
	}

}
