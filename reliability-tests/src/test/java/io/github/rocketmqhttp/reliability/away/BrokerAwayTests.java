package io.github.rocketmqhttp.reliability.away;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.reliability.away.ShopApplication.Shop;
import io.github.rocketmqhttp.reliability.faults.FaultProxy;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that nobody reaches for half a minute, under load.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(300)
@Tag("proof")
class BrokerAwayTests {

	private static final Logger logger = LoggerFactory.getLogger(BrokerAwayTests.class);

	private static final Duration AWAY = Duration.ofSeconds(30);

	/** A listener's and a back-check's pauses: 0.5 s, doubled, less a quarter at most. */
	private static final double FIRST_PAUSE = 0.5;

	private static final double SHORTEST_SHARE = 0.75;

	private static final List<String> POLLS = List.of("consumeAsync orders", "consumeAsync news",
			"consumeHalfAsync orders");

	private RocketMqHttpBroker broker;

	private FaultProxy way;

	@BeforeEach
	void start() throws IOException {
		this.broker = RocketMqHttpBroker.builder()
			.topic(ShopApplication.ORDERS, TopicType.TRANSACTION)
			.topic(ShopApplication.NEWS, TopicType.NORMAL)
			.start();
		this.way = FaultProxy.withoutFaults(0, this.broker.endpoint());
	}

	@AfterEach
	void stop() {
		this.way.close();
		this.broker.close();
	}

	@Test
	void nothingIsLostAndNobodyHurriesWhileTheBrokerIsAwayForHalfAMinute(CapturedOutput output) throws IOException {
		try (RocketMqHttpClient others = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(() -> Credentials.of("key", "secret"))
			.build(); ConfigurableApplicationContext application = ShopApplication.start(this.way.endpoint())) {
			Shop shop = application.getBean(Shop.class);
			CountedPolls polls = application.getBean(CountedPolls.class);
			Load orders = new Load("order", shop::place);
			Load news = new Load("news", (id) -> others.publish(ShopApplication.NEWS, OutboundMessage.of(id).build()));
			try (orders; news) {
				await().until(() -> shop.ordersHeard().size() > 20 && shop.newsHeard().size() > 20);

				this.way.close();
				await().until(() -> allAre(application, PollingState.BACKING_OFF));
				Map<String, Integer> before = polls.counts();
				int refusedBefore = orders.refused.size();
				await().during(AWAY).until(() -> allAre(application, PollingState.BACKING_OFF));
				Map<String, Integer> attempts = polls.since(before);

				assertThat(attempts).containsOnlyKeys(POLLS)
					.allSatisfy((poll, count) -> assertThat(count).as(poll).isBetween(leastAttempts(), mostAttempts()));
				assertThat(orders.refused.size()).as("orders while the broker was away").isGreaterThan(refusedBefore);
				assertThat(lines(output, "WARN", "fails and keeps trying")).hasSize(POLLS.size());
				assertThat(lines(output, "INFO", "works again")).isEmpty();
				logger.info("Polls in {}: {}; expected are {} to {}", AWAY, attempts, leastAttempts(), mostAttempts());

				this.way = FaultProxy.withoutFaults(this.way.port(), this.broker.endpoint());
				await().until(() -> allAre(application, PollingState.RUNNING));
				int heard = shop.ordersHeard().size();
				await().until(() -> shop.ordersHeard().size() > heard + 20);
			}
			// Its own back-check finds what became of the orders that were under way.
			await().pollInterval(Duration.ofSeconds(1)).until(() -> {
				this.broker.advance(Duration.ofMinutes(6));
				return this.broker.topic(ShopApplication.ORDERS).half().isEmpty()
						&& shop.ordersHeard().keySet().containsAll(shop.placed())
						&& shop.newsHeard().keySet().containsAll(news.accepted)
						&& lines(output, "INFO", "works again").size() >= POLLS.size();
			});
			assertThat(shop.placed()).containsAll(orders.accepted);
			assertThat(shop.ordersHeard().keySet()).isEqualTo(Set.copyOf(shop.placed()));
			assertThat(shop.newsHeard().keySet()).isEqualTo(news.accepted);
			assertThat(news.refused).isEmpty();
			assertThat(lines(output, "WARN", "fails and keeps trying")).hasSize(POLLS.size());
			assertThat(lines(output, "INFO", "works again")).hasSize(POLLS.size());
			logger.info("{} orders placed, {} refused, {} news; heard more than once: {} orders, {} news",
					orders.accepted.size(), orders.refused.size(), news.accepted.size(), twice(shop.ordersHeard()),
					twice(shop.newsHeard()));
		}
	}

	private static boolean allAre(ConfigurableApplicationContext application, PollingState state) {
		return application.getBean(RocketMqHttpListenerContainerRegistry.class)
			.getContainers()
			.stream()
			.allMatch((container) -> container.getState() == state);
	}

	/** With the longest pauses; the first of them has begun before. */
	private static int leastAttempts() {
		return attempts(1) - 1;
	}

	private static int mostAttempts() {
		return attempts(SHORTEST_SHARE) + 1;
	}

	private static int attempts(double share) {
		int attempts = 0;
		double pause = FIRST_PAUSE * share;
		for (double time = pause; time <= AWAY.toSeconds(); time += pause) {
			attempts++;
			pause *= 2;
		}
		return attempts;
	}

	private static long twice(Map<String, Integer> heard) {
		return heard.values().stream().filter((count) -> count > 1).count();
	}

	private static List<String> lines(CapturedOutput output, String level, String text) {
		return output.toString().lines().filter((line) -> line.contains(level) && line.contains(text)).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

}
