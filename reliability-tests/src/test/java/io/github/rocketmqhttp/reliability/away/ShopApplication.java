package io.github.rocketmqhttp.reliability.away;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Places orders, and hears of them and of what others publish.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopApplication {

	static final String ORDERS = "orders";

	static final String NEWS = "news";

	static ConfigurableApplicationContext start(String endpoint) {
		return new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
			.run("--rocketmq-http.endpoint=" + endpoint, "--rocketmq-http.access-key-id=key",
					"--rocketmq-http.access-key-secret=secret", "--rocketmq-http.consumer-group=GID_shop",
					"--rocketmq-http.transaction.immunity-time=10s", "--rocketmq-http.transaction.poll-wait-time=5s",
					"--spring.datasource.generate-unique-name=true", "--logging.level.io.github.rocketmqhttp=info");
	}

	@Bean
	static CountedPolls countedPolls() {
		return new CountedPolls();
	}

	@Bean
	Shop shop(JdbcTemplate jdbc) {
		return new Shop(jdbc);
	}

	/**
	 * The business.
	 */
	static class Shop {

		private final Map<String, Integer> ordersHeard = new ConcurrentHashMap<>();

		private final Map<String, Integer> newsHeard = new ConcurrentHashMap<>();

		private final JdbcTemplate jdbc;

		Shop(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
			jdbc.execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
		}

		@TransactionalMessage(topic = ORDERS, payload = "#id")
		void place(String id) {
			this.jdbc.update("INSERT INTO orders (id) VALUES (?)", id);
		}

		List<String> placed() {
			return this.jdbc.queryForList("SELECT id FROM orders", String.class);
		}

		Map<String, Integer> ordersHeard() {
			return this.ordersHeard;
		}

		Map<String, Integer> newsHeard() {
			return this.newsHeard;
		}

		@RocketMqHttpListener(id = "orders", topic = ORDERS, consumerGroup = "GID_orders", concurrency = "4")
		void order(String id) {
			this.ordersHeard.merge(id, 1, Integer::sum);
		}

		@RocketMqHttpListener(id = "news", topic = NEWS, consumerGroup = "GID_news", concurrency = "4", batchSize = "8")
		void news(String id) {
			this.newsHeard.merge(id, 1, Integer::sum);
		}

	}

}
