package io.github.rocketmqhttp.reliability.chaos;

import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.FaultPlan;
import io.github.rocketmqhttp.reliability.faults.FaultyDataSource;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An application as users write it, with a log and without any back-check handler, on a
 * database that fails.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ChaosApplication {

	static final String TOPIC = "orders";

	private static final int CONNECTIONS = 16;

	private static final int CONNECTION_TIMEOUT_MILLIS = 5000;

	/**
	 * The properties of an instance in a run with that seed. Time-outs are short, so that
	 * black holes do not take all the time.
	 */
	static List<String> arguments(String endpoint, TestDatabase database, FaultPlan<JdbcFault> faults, long seed) {
		return List.of("--rocketmq-http.endpoint=" + endpoint, "--rocketmq-http.access-key-id=key",
				"--rocketmq-http.access-key-secret=secret", "--rocketmq-http.topic=" + TOPIC,
				"--rocketmq-http.consumer-group=GID_orders", "--rocketmq-http.client.response-timeout=1s",
				"--rocketmq-http.client.poll-margin=1s", "--rocketmq-http.client.retry.max-attempts=2",
				"--rocketmq-http.client.retry.initial-interval=20ms", "--rocketmq-http.transaction.immunity-time=10s",
				"--rocketmq-http.transaction.poll-wait-time=2s", "--rocketmq-http.transaction.shutdown-timeout=3s",
				"--rocketmq-http.transaction.log.initialize-schema=always", "--spring.main.banner-mode=off",
				"--chaos.url=" + database.jdbcUrl(), "--chaos.username=" + database.username(),
				"--chaos.password=" + database.password(), "--chaos.faults=" + faults, "--chaos.seed=" + seed);
	}

	/**
	 * Calm at first: starting under failures is not what is proven here.
	 */
	@Bean
	DatabaseFaults databaseFaults(@Value("${chaos.url}") String url, @Value("${chaos.username}") String username,
			@Value("${chaos.password}") String password, @Value("${chaos.faults}") String faults) {
		FaultyDataSource connections = new FaultyDataSource(new DriverManagerDataSource(url, username, password),
				FaultPlan.parse(JdbcFault.class, faults));
		connections.calm();
		return new DatabaseFaults(connections);
	}

	@Bean
	DataSource dataSource(DatabaseFaults faults) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(faults.connections());
		pool.setMaximumPoolSize(CONNECTIONS);
		pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
		return pool;
	}

	@Bean
	Holds holds() {
		return new Holds();
	}

	@Bean
	OrderService orderService(JdbcTemplate jdbc, Holds holds) {
		return new OrderService(jdbc, holds);
	}

	@Bean
	OrderCaller orderCaller(OrderService service, TransactionTemplate transaction) {
		return new OrderCaller(service, transaction);
	}

}
