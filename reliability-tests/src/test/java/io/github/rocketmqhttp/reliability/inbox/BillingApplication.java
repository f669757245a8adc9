package io.github.rocketmqhttp.reliability.inbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.FaultPlan;
import io.github.rocketmqhttp.reliability.faults.FaultyDataSource;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An application as users write it, on a database that fails; also the program of a child
 * JVM, which ends when its standard input does.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BillingApplication {

	static final String TOPIC = "orders";

	static final String GROUP = "GID_billing";

	private static final int CONNECTIONS = 12;

	/**
	 * Runs an instance.
	 * @param arguments properties of the application
	 */
	public static void main(String[] arguments) throws IOException {
		System.setOut(System.err);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(BillingApplication.class)
			.web(WebApplicationType.NONE)
			.run(arguments);
		System.in.transferTo(OutputStream.nullOutputStream());
		context.close();
	}

	/**
	 * The properties of an instance.
	 */
	static List<String> arguments(String endpoint, TestDatabase database, FaultPlan<JdbcFault> faults) {
		return List.of("--rocketmq-http.endpoint=" + endpoint, "--rocketmq-http.access-key-id=key",
				"--rocketmq-http.access-key-secret=secret", "--rocketmq-http.topic=" + TOPIC,
				"--rocketmq-http.consumer-group=" + GROUP, "--rocketmq-http.client.response-timeout=2s",
				"--rocketmq-http.client.poll-margin=1s", "--rocketmq-http.listener.wait-time=2s",
				"--rocketmq-http.listener.inbox.initialize-schema=always",
				"--rocketmq-http.listener.inbox.wait-timeout=2s", "--logging.level.root=error",
				"--spring.main.banner-mode=off", "--billing.url=" + database.jdbcUrl(),
				"--billing.username=" + database.username(), "--billing.password=" + database.password(),
				"--billing.faults=" + faults);
	}

	@Bean
	DataSource dataSource(@Value("${billing.url}") String url, @Value("${billing.username}") String username,
			@Value("${billing.password}") String password, @Value("${billing.faults}") String faults) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(new FaultyDataSource(new DriverManagerDataSource(url, username, password),
				FaultPlan.parse(JdbcFault.class, faults)));
		pool.setMaximumPoolSize(CONNECTIONS);
		return pool;
	}

	@Bean
	BillingService billingService(JdbcTemplate jdbc) {
		return new BillingService(jdbc);
	}

}
